package io.ranvier;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.service.Responder;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * What {@link CutAsleepProcessTest} runs at tier 1: a client and its server, both asleep, and the
 * end of their region's file.
 */
final class CutAsleepChild {
  enum Wait {
    FRAMES,
    REPLY
  }

  private CutAsleepChild() {}

  public static void main(String[] args) throws Exception {
    Wait wait = Wait.valueOf(args[0]);
    Queue<Responder> deferred = new ConcurrentLinkedQueue<>();
    try (Pair pair = new Pair()) {
      pair.serveCalls(
          pair.serverOptions()
              .withConnection(ConnectionOptions.defaults().withWaiting(Waiting.park())),
          server -> server.handler(1, 1, (_, responder) -> deferred.add(responder.defer())));
      Connection client = pair.connect(ConnectionOptions.defaults().withWaiting(Waiting.park()));
      Connection served = pair.nextAccepted();
      FutureTask<String> sleeper = new FutureTask<>(() -> sleep(wait, client));
      Thread.ofPlatform().daemon().start(sleeper);
      Pair.await("both asleep", () -> isAsleep(client) && isAsleep(served));
      try (FileChannel file =
          FileChannel.open(
              pair.root.resolve("pair").resolve("region-0000000000000001"),
              StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
      System.out.println("told " + sleeper.get(30, TimeUnit.SECONDS));
      pair.connect().call(1, 1, 8).close();
      System.out.println("served");
    }
  }

  private static boolean isAsleep(Connection connection) {
    CounterBlock counters = connection.session().counters();
    return counters.get(Counter.PARKS) + counters.get(Counter.SENDER_PARKS) > 0;
  }

  private static String sleep(Wait wait, Connection client) {
    if (wait == Wait.FRAMES) {
      return Status.name(client.receive(frame -> {}, 1, Pair.LONG_NS));
    }
    try (Call call = client.call(1, 1, 8)) {
      call.send();
      return "" + call.awaitNs(Pair.LONG_NS);
    } catch (RanvierException e) {
      ErrorCode code = e.code();
      return code.name();
    }
  }
}
