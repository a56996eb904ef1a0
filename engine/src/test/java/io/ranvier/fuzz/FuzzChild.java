package io.ranvier.fuzz;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadClass;
import io.ranvier.routing.CallOptions;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The JVMs of {@link FuzzProcessTest}: {@code <root> serve|use|echo}.
 *
 * <pre>
 * command          answer
 * connect n seed   connected, and the connection's number (use)
 * finish           finished, how the connection had ended, and what is wrong (use, serve)
 * count            count, how many calls were answered (echo)
 * end              ended, and what is wrong (all)
 * </pre>
 */
final class FuzzChild {
  static final String NAME = "fuzzed";
  static final int FEED_CELLS = 64;
  private static final long FEED_NS = 50_000;
  private static final long CALM_FEED_NS = 5_000_000;
  static final String[] FEEDS = {"waiting", "losing"};

  static final int CYCLE = 8;
  static final int BUSY = 2;

  private final FuzzReport report = new FuzzReport();
  private final ClientOptions options;
  private final Path root;
  private volatile boolean calm;

  private FuzzChild(Path root) {
    this.root = root;
    this.options = ClientOptions.defaults().withRoot(root).withConnectTimeoutNs(Pair.LONG_NS);
  }

  public static void main(String... args) throws Exception {
    FuzzChild child = new FuzzChild(Path.of(args[0]));
    switch (args[1]) {
      case "serve" -> child.serve();
      case "use" -> child.use();
      default -> child.echo();
    }
    System.exit(0);
  }

  /** Options of victims; both sides have the same. */
  static ConnectionOptions options(int which) {
    LaneOptions lane =
        LaneOptions.defaults()
            .withRingCells(which % 2 == 0 ? 64 : 256)
            .withPayloadClasses(new PayloadClass(4096, which % 3 == 0 ? 2 : 80))
            .withCalls(
                CallOptions.defaults()
                    .withInFlight(128)
                    .withMaxInFlight(which % 2 == 0 ? 0 : 1000)
                    .withSlotReplyBytes(FuzzSide.REPLY_BYTES));
    return ConnectionOptions.defaults()
        .withOutbound(lane)
        .withMaxPayloadBytes(FuzzSide.MAX_PAYLOAD)
        .withExtentIdleNs(TimeUnit.MILLISECONDS.toNanos(which % 3 == 0 ? 1 : 300))
        .withReservation(which % 4 == 3 ? Reservation.ON_FIRST_LEASE : Reservation.FULL)
        .withWaiting(which % 4 == 0 ? Waiting.park() : Waiting.adaptive());
  }

  /**
   * Of {@link #CYCLE} connections, the first of which is number 2, the last are as busy as they can
   * be; the others leave the untouched one room to be measured.
   */
  static boolean isCalm(long connectionId) {
    return (connectionId - 2) % CYCLE < CYCLE - BUSY;
  }

  private void serve() throws Exception {
    BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    BlockingQueue<FuzzSide> sides = new LinkedBlockingQueue<>();
    SplittableRandom random = new SplittableRandom(1);
    ServerOptions serverOptions =
        ServerOptions.defaults().withRoot(root).withConnection(options(0));
    try (Server server =
        Ranvier.listen(NAME, serverOptions)
            .onConnection(client -> {
              boolean steady = accepted.isEmpty() && client.id() <= 1;
              calm = isCalm(client.id());
              FuzzSide side =
                  steady
                      ? FuzzSide.serve(client, report)
                      : FuzzSide.start(client, report, isCalm(client.id()), random.split());
              client.onEnd(FuzzSlow::owe);
              sides.add(side);
              accepted.add(client);
              return side::onFrame;
            })
            .onFailure((what, failure) -> report.failed(what, null, failure))
            .start()) {
      Thread feeding = startFeeds(server);
      System.out.println("listening");
      FuzzSide steady = null;
      BufferedReader commands = commands();
      for (String line = commands.readLine(); !"end".equals(line); line = commands.readLine()) {
        if (steady == null) {
          steady = sides.take();
          var ignored = accepted.take();
          System.out.println("ready " + report.take());
          continue;
        }
        FuzzSide side = sides.take();
        Connection connection = accepted.take();
        side.stop();
        side.join();
        Pair.await("the connection gone", () -> server.connectionCount() == 1);
        awaitUnmapped();
        // What was written into a broadcast's file is not to meet the next connection.
        feeding.interrupt();
        feeding.join();
        feeding = startFeeds(server);
        System.out.println("finished %s %s".formatted(FuzzSide.end(connection), report.take()));
      }
      feeding.interrupt();
      feeding.join();
    }
    System.out.println("ended " + report.take());
  }

  /** Items for all who subscribe; ends by an interrupt. */
  private Thread startFeeds(Server server) {
    return Thread.ofPlatform()
        .daemon()
        .name("feeding")
        .start(() -> {
          BroadcastOptions waiting = BroadcastOptions.defaults().withRingCells(FEED_CELLS);
          try (Arena arena = Arena.ofConfined();
              Broadcast first = server.broadcast(FEEDS[0], waiting);
              Broadcast second =
                  server.broadcast(FEEDS[1], waiting.withSlowReceiver(SlowReceiver.LOSE))) {
            MemorySegment source = arena.allocate(200, 8);
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
              long status = first.trySend(source, 0, i % 200);
              status = second.trySend(source, 0, i % 200);
              LockSupport.parkNanos(calm ? CALM_FEED_NS : FEED_NS);
            }
          } catch (Throwable t) {
            report.wrong("feeding", t);
          }
        });
  }

  private void use() throws Exception {
    BufferedReader commands = commands();
    System.out.println("ready");
    Connection connection = null;
    FuzzSide side = null;
    for (String line = commands.readLine(); !"end".equals(line); line = commands.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals("connect")) {
        ConnectionOptions own = options(Integer.parseInt(words[1]));
        connection = Ranvier.connect(NAME, options.withConnection(own));
        SplittableRandom random = new SplittableRandom(Long.parseLong(words[2]));
        side = FuzzSide.start(connection, report, isCalm(connection.id()), random, FEEDS);
        side.startPoller();
        System.out.println("connected " + connection.id());
      } else {
        String end = FuzzSide.end(connection);
        side.stop();
        connection.close();
        side.join();
        awaitUnmapped();
        System.out.println("finished %s %s".formatted(end, report.take()));
      }
    }
    System.out.println("ended " + report.take());
  }

  /** The connection that nobody touches: calls one after the other, each answer checked. */
  private void echo() throws Exception {
    AtomicLong answered = new AtomicLong();
    ConnectionOptions own =
        ConnectionOptions.defaults()
            .withOutbound(LaneOptions.defaults().withRingCells(64))
            .withWaiting(Waiting.adaptive());
    try (Connection connection = Ranvier.connect(NAME, options.withConnection(own))) {
      Thread calling =
          Thread.ofPlatform().daemon().name("calling").start(() -> call(connection, answered));
      System.out.println("ready");
      BufferedReader commands = commands();
      for (String line = commands.readLine(); !"end".equals(line); line = commands.readLine()) {
        System.out.println("count " + answered);
      }
      calling.interrupt();
      calling.join();
    }
    System.out.println("ended " + report.take());
  }

  private void call(Connection connection, AtomicLong answered) {
    try (Caller caller = connection.sharedCaller()) {
      while (!Thread.currentThread().isInterrupted()) {
        callOnce(caller, answered.get());
        answered.incrementAndGet();
      }
    } catch (Throwable t) {
      if (!Thread.currentThread().isInterrupted()) {
        report.wrong("untouched " + connection.end(), t);
      }
    }
  }

  private static void callOnce(Caller caller, long seed) {
    int length = 8 + (int) (seed % 100);
    try (Call call = caller.call(FuzzSide.SERVICE, FuzzSide.ECHO, length, Pair.LONG_NS)) {
      var request = call.request();
      Pattern.fill(request.segment().asSlice(request.segmentOffset(), length), length, seed);
      call.send();
      Pattern.check(call.awaitNs(Pair.LONG_NS).payload(), length, seed);
    }
  }

  /** Waits until this process maps no region but the untouched connection's. */
  private static void awaitUnmapped() {
    Pair.await("unmapped", () -> mappedRegions() <= 1);
  }

  private static long mappedRegions() {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.contains("/region-"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static BufferedReader commands() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }
}
