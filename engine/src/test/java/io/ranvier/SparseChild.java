package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ServerLimits;
import io.ranvier.lane.Claim;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadClass;
import io.ranvier.testing.Pattern;
import io.ranvier.testing.TestRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What {@link SparseProcessTest} runs in two small JVMs: {@code serve|call <root>}. Each side's
 * sending direction has 65,536 slots of 64 KiB; each sends through its first, its last and some
 * random ones, and checks what the other sends.
 */
final class SparseChild {
  private static final int SLOT_BYTES = 64 * 1024;
  private static final int SLOTS = 65_536;
  private static final int WORDS = SLOTS / 64;
  private static final int RANDOM_WORDS = 4;
  private static final int FRAMES = (2 + RANDOM_WORDS) * 64;
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);
  private static final BufferedReader COMMANDS =
      new BufferedReader(new InputStreamReader(System.in));

  private SparseChild() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[1]);
    ConnectionOptions large =
        ConnectionOptions.defaults()
            .withReservation(Reservation.ON_FIRST_LEASE)
            .withOutbound(
                LaneOptions.defaults().withPayloadClasses(new PayloadClass(SLOT_BYTES, SLOTS)));
    warmUp();
    // Classes that a first connection loads are not its slots'.
    long before = usedHeapBytes();
    if (args[0].equals("serve")) {
      serve(root, large, before);
    } else {
      ClientOptions options = ClientOptions.defaults().withRoot(root).withConnection(large);
      try (Connection connection = Ranvier.connect("sparse", options)) {
        exchange(connection, before);
      }
    }
  }

  /** Makes a connection with few slots, and sends through them. */
  private static void warmUp() {
    try (TestRoot root = TestRoot.create();
        Server server =
            Ranvier.listen("small", ServerOptions.defaults().withRoot(root.path())).start();
        Connection connection =
            Ranvier.connect(server.name(), ClientOptions.defaults().withRoot(root.path()));
        Sender out = connection.sharedSender();
        Claim claim = new Claim()) {
      for (int length : new int[] {8, SLOT_BYTES}) {
        long claimed = out.claim(length, claim, LONG_NS);
        long sent = claim.publish(0);
        if (claimed < 0 || sent < 0) {
          throw new AssertionError(Status.name(Math.min(claimed, sent)));
        }
      }
    }
  }

  private static void serve(Path root, ConnectionOptions large, long before) throws Exception {
    ServerOptions options =
        ServerOptions.defaults()
            .withRoot(root)
            .withLimits(ServerLimits.defaults().withMaxRegionBytes(16L << 30))
            .withConnection(large);
    BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    Checker checker = new Checker();
    try (Server server =
        Ranvier.listen("sparse", options)
            .onConnection(client -> {
              accepted.add(client);
              return checker;
            })
            .start()) {
      System.out.println("listening " + server.name());
      Connection client = accepted.take();
      send(client);
      while (checker.count < FRAMES) {
        Thread.onSpinWait();
      }
      report(before);
    }
  }

  private static void exchange(Connection connection, long before) throws Exception {
    Checker checker = new Checker();
    Thread sending = Thread.ofPlatform().start(() -> send(connection));
    while (checker.count < FRAMES) {
      int count = connection.receive(checker, 64, LONG_NS);
      if (count <= 0) {
        throw new AssertionError(Status.name(count));
      }
    }
    sending.join();
    report(before);
  }

  private static void report(long before) throws IOException {
    System.out.println("grown " + (usedHeapBytes() - before));
    String ignored = COMMANDS.readLine();
  }

  private static void send(Connection connection) {
    try (Sender out = connection.sharedSender()) {
      long first = sendThroughWord(out, 0);
      long last = sendThroughWord(out, WORDS - 1);
      System.out.println("span " + (last - first));
      Random random = new Random(3);
      for (int i = 0; i < RANDOM_WORDS; i++) {
        long ignored = sendThroughWord(out, 1 + random.nextInt(WORDS - 2));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends through all 64 slots of one word of the bitmap: where a thread begins to look follows
   * from its number. Returns the last slot's place in its file.
   */
  private static long sendThroughWord(Sender out, int word) throws InterruptedException {
    long[] highest = new long[1];
    Runnable task = () -> highest[0] = sendSixtyFour(out);
    Thread thread = Thread.ofPlatform().unstarted(task);
    while (thread.threadId() % WORDS != word) {
      thread = Thread.ofPlatform().unstarted(task);
    }
    thread.start();
    thread.join();
    return highest[0];
  }

  private static long sendSixtyFour(Sender out) {
    Claim[] claims = new Claim[64];
    long highest = 0;
    for (int i = 0; i < claims.length; i++) {
      claims[i] = new Claim();
      check(out.claim(SLOT_BYTES, claims[i], LONG_NS));
      long place = claims[i].buffer().segmentOffset();
      highest = Math.max(highest, place);
      MemorySegment slot = claims[i].buffer().segment().asSlice(place, SLOT_BYTES);
      Pattern.fill(slot, SLOT_BYTES, i);
    }
    for (int i = 0; i < claims.length; i++) {
      check(claims[i].publish(i, SLOT_BYTES, LONG_NS));
    }
    return highest;
  }

  private static void check(long status) {
    if (status < 0) {
      throw new AssertionError(Status.name(status));
    }
  }

  private static long usedHeapBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static final class Checker implements FrameHandler {
    volatile int count;

    @Override
    public void onFrame(Frame frame) {
      Pattern.check(frame.payload(), SLOT_BYTES, frame.method());
      count = count + 1;
    }
  }
}
