package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.payload.PayloadPool;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What {@link FloodProcessTest} runs in other JVMs: {@code receive <root>} and {@code send <root>
 * <milliseconds>}, longer if need be to send {@link #LEAST_FRAMES}. The method of a frame is its
 * sender's number; a sender's frames follow from their numbers, so nothing that checks them travels
 * with them.
 */
final class FloodChild {
  static final long LEAST_FRAMES = 2_000_000;
  private static final int SENDERS = 8;
  private static final int MOST = 1 << 18;
  private static final int END = 100;
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);

  private FloodChild() {}

  public static void main(String[] args) throws Exception {
    ConnectionOptions connection =
        ConnectionOptions.defaults()
            .withExtentIdleNs(TimeUnit.MILLISECONDS.toNanos(300))
            .withExtentQuotaBytes(32 << 20);
    if (args[0].equals("receive")) {
      receive(ServerOptions.defaults().withRoot(Path.of(args[1])).withConnection(connection));
    } else {
      ClientOptions options =
          ClientOptions.defaults().withRoot(Path.of(args[1])).withConnection(connection);
      try (Connection flood = Ranvier.connect("flood", options)) {
        send(flood, Long.parseLong(args[2]));
      }
    }
  }

  private static void receive(ServerOptions options) throws IOException {
    Checker checker = new Checker();
    AtomicReference<Connection> accepted = new AtomicReference<>();
    try (Server server =
        Ranvier.listen("flood", options)
            .onConnection(client -> {
              accepted.set(client);
              return checker;
            })
            .onFailure((_, failure) -> {
              failure.printStackTrace();
              Runtime.getRuntime().halt(3);
            })
            .start()) {
      System.out.println("listening " + server.name());
      var commands = new BufferedReader(new InputStreamReader(System.in));
      String ignored = commands.readLine();
      // The senders' last frames hold no slot: that all slots are back says nothing of them.
      Pair.await("the ends", () -> checker.ended == SENDERS);
      System.out.println("received " + checker.frames + " ended " + checker.ended);
      System.out.println("held " + accepted.get().session().inbound().inbox().heldCount());
      ignored = commands.readLine();
    }
  }

  private static void send(Connection flood, long milliseconds) throws InterruptedException {
    long[] sent = new long[SENDERS];
    run(flood, sent, milliseconds / 2, false);
    System.out.println("added " + flood.counters().get(Counter.EXTENTS_ADDED));
    awaitAllRetired(flood);
    run(flood, sent, milliseconds / 2, true);
    awaitAllRetired(flood);
    long total = 0;
    for (long count : sent) {
      total += count;
    }
    System.out.println("sent " + total);
    System.out.println("retired " + flood.counters().get(Counter.EXTENTS_RETIRED));
    System.out.println("taken " + pool(flood).takenCount());
    System.out.println("refused " + flood.counters().get(Counter.REFUSED_RETURNS));
    int ignored = new Scanner(System.in).hasNextLine() ? 1 : 0;
  }

  /** Waits until every slot is back and every extent was idle for long enough. */
  private static void awaitAllRetired(Connection flood) {
    long startNs = System.nanoTime();
    while (flood.counters().get(Counter.EXTENTS_RETIRED)
            < flood.counters().get(Counter.EXTENTS_ADDED)
        || pool(flood).takenCount() > 0) {
      if (System.nanoTime() - startNs > LONG_NS) {
        throw new AssertionError("slots taken: " + pool(flood).takenCount());
      }
      int ignored = pool(flood).harvest();
      Thread.onSpinWait();
    }
  }

  private static PayloadPool pool(Connection flood) {
    return flood.session().outbound().pool();
  }

  private static void run(Connection flood, long[] sent, long milliseconds, boolean last)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    AtomicLong failed = new AtomicLong();
    for (int number = 0; number < SENDERS; number++) {
      int sender = number;
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, failure) -> {
                failure.printStackTrace();
                failed.incrementAndGet();
              })
              .start(() -> sent[sender] = flood(flood, sender, sent[sender], milliseconds, last)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failed.get() > 0) {
      Runtime.getRuntime().halt(3);
    }
  }

  private static long flood(Connection flood, int sender, long from, long ms, boolean last) {
    long startNs = System.nanoTime();
    long next = from;
    try (Arena arena = Arena.ofConfined();
        Sender out = flood.sharedSender()) {
      MemorySegment bytes = arena.allocate(MOST);
      long least = last ? LEAST_FRAMES / SENDERS : 0;
      while ((next & 63) != 0 || next < least || System.nanoTime() - startNs < ms * 1_000_000) {
        int length = length(sender, next);
        Pattern.fill(bytes, length, seed(sender, next));
        check(out.send(sender, bytes, 0, length, LONG_NS));
        next++;
      }
      if (last) {
        bytes.set(ValueLayout.JAVA_LONG, 0, next);
        check(out.send(END + sender, bytes, 0, 8, LONG_NS));
      }
    }
    return next;
  }

  private static void check(long status) {
    if (status < 0) {
      throw new AssertionError(Status.name(status));
    }
  }

  private static long seed(int sender, long number) {
    return ((long) sender << 40) + number;
  }

  /** Mostly small, sometimes of several cells, in a payload slot, or too large for any slot. */
  private static int length(int sender, long number) {
    long random = (seed(sender, number) + 1) * 0x9E3779B97F4A7C15L;
    int bits = (int) (random >>> 33);
    int kind = bits & 1023;
    int size = bits >>> 10;
    if (kind < 960) {
      return size % 130;
    }
    if (kind < 1010) {
      return size % 4097;
    }
    return kind < 1022 ? size % 65_537 : size % (MOST + 1);
  }

  /** On the polling thread; its counts are read when the senders have said that they are done. */
  private static final class Checker implements FrameHandler {
    private final long[] expected = new long[SENDERS];
    volatile long frames;
    volatile int ended;

    @Override
    public void onFrame(Frame frame) {
      int sender = frame.method();
      if (sender >= END) {
        long count = frame.payload().getLong(0);
        if (expected[sender - END] != count) {
          throw new AssertionError("sender %d: lost frames".formatted(sender - END));
        }
        frames = frames + count;
        ended = ended + 1;
        return;
      }
      long number = expected[sender]++;
      Pattern.check(frame.payload(), length(sender, number), seed(sender, number));
    }
  }
}
