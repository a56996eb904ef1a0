package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameBatch;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.signal.Waiting;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What {@link WakesProcessTest} runs at either tier: both ends of connections in one JVM, so that
 * the counters of both can be read; prints {@code <scenario> <counts>}.
 */
final class WakesChild {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);
  private static final int POLLED = 300;
  private static final int PARKED = 500;
  private static final FrameHandler IGNORE = WakesChild::ignore;

  private WakesChild() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    roundTrips(root, "spinning", Waiting.spin(), POLLED, false);
    roundTrips(root, "polling", Waiting.park(), POLLED, true);
    roundTrips(root, "parking", Waiting.park(), PARKED, false);
    batches(root);
  }

  private static void ignore(Frame frame) {
    // Only its coming counts.
  }

  /** Prints the wakes and sleeps of both sides. */
  private static void roundTrips(
      Path root, String scenario, Waiting waiting, int count, boolean pollOnly) throws Exception {
    BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    ConnectionOptions connection = ConnectionOptions.defaults().withWaiting(waiting);
    ServerOptions options = ServerOptions.defaults().withRoot(root).withConnection(connection);
    try (Server server =
            Ranvier.listen("wakes", options)
                .onConnection(client -> {
                  accepted.add(client);
                  Sender out = client.sharedSender();
                  return frame -> out.trySend(frame.method(), frame.payload());
                })
                .open();
        Connection client =
            Ranvier.connect(
                "wakes", ClientOptions.defaults().withRoot(root).withConnection(connection));
        Sender out = client.exclusiveSender();
        Arena arena = Arena.ofConfined()) {
      Connection peer = accepted.take();
      Thread serving = Thread.ofPlatform().start(() -> serve(server, pollOnly));
      MemorySegment payload = arena.allocate(32);
      for (int i = 0; i < count; i++) {
        check(out.send(1, payload, 0, 32, LONG_NS));
        receive(client, pollOnly);
      }
      serving.interrupt();
      serving.join();
      System.out.printf(
          "%s %d %d %d %d%n",
          scenario,
          client.counters().get(Counter.WAKES),
          peer.counters().get(Counter.PARKS),
          peer.counters().get(Counter.WAKES),
          client.counters().get(Counter.PARKS));
    }
  }

  private static void serve(Server server, boolean pollOnly) {
    while (!Thread.currentThread().isInterrupted()) {
      if (server.doWork() == 0 && !pollOnly) {
        try {
          server.await(LONG_NS);
        } catch (RanvierException e) {
          return;
        }
      }
    }
  }

  private static void receive(Connection client, boolean pollOnly) {
    int handled = pollOnly ? client.poll(IGNORE, 1) : client.receive(IGNORE, 1, LONG_NS);
    while (handled == 0 && pollOnly) {
      Thread.onSpinWait();
      handled = client.poll(IGNORE, 1);
    }
    check(handled - 1);
  }

  /** A receiver asleep, batches of fifty: prints how many wakes a hundred batches cost. */
  private static void batches(Path root) throws Exception {
    BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    ConnectionOptions connection = ConnectionOptions.defaults().withWaiting(Waiting.park());
    ServerOptions options = ServerOptions.defaults().withRoot(root).withConnection(connection);
    try (Server server =
            Ranvier.listen("wakes", options)
                .onConnection(client -> {
                  accepted.add(client);
                  return IGNORE;
                })
                .start();
        Connection client =
            Ranvier.connect(
                "wakes", ClientOptions.defaults().withRoot(root).withConnection(connection));
        Arena arena = Arena.ofConfined()) {
      Connection peer = accepted.take();
      try (Sender out = client.exclusiveSender()) {
        FrameBatch batch = out.newBatch();
        MemorySegment payload = arena.allocate(16);
        long parks = 0;
        for (int round = 1; round <= 100; round++) {
          while (peer.counters().get(Counter.PARKS) == parks) {
            Thread.onSpinWait();
          }
          for (int i = 0; i < 50; i++) {
            boolean ignored = batch.add(1, payload, 0, 16);
          }
          parks = peer.counters().get(Counter.PARKS);
          check(batch.publish(LONG_NS));
          while (peer.counters().get(Counter.FRAMES_RECEIVED) < 50L * round) {
            Thread.onSpinWait();
          }
        }
      }
      System.out.println("batches " + client.counters().get(Counter.WAKES));
      server.wakeUp();
    }
  }

  private static void check(long status) {
    if (status < 0) {
      throw new AssertionError(Status.name(status));
    }
  }
}
