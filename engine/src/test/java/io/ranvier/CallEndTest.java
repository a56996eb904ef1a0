package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ranvier.call.Call;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.service.Responder;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class CallEndTest {
  private static final int ROUNDS = 1_000;

  // verifies C6, L4, S7
  @Test
  @DisplayName("both sides close at once: a call that waits fails by the end, not by its time")
  void failsByTheEnd() throws Exception {
    try (Pair pair = new Pair()) {
      Queue<Responder> deferred = new ConcurrentLinkedQueue<>();
      pair.serveCalls(
          server -> server.handler(1, 1, (_, responder) -> deferred.add(responder.defer())));
      for (int round = 0; round < ROUNDS; round++) {
        Connection client = pair.connect();
        Connection served = pair.nextAccepted();
        FutureTask<ErrorCode> waiting = Threads.compute(() -> outcome(client));
        Pair.await("handled", () -> served.session().inboundCalls().sharedCount() > 0);
        CyclicBarrier together = new CyclicBarrier(2);
        FutureTask<Void> closing =
            Threads.start(() -> {
              together.await();
              served.close();
            });
        together.await();
        client.close();
        closing.get(20, TimeUnit.SECONDS);
        assertNotEquals(ErrorCode.TIMED_OUT, waiting.get(20, TimeUnit.SECONDS), "round " + round);
        deferred.clear();
      }
    }
  }

  private static ErrorCode outcome(Connection client) {
    try (Call call = client.call(1, 1, 8)) {
      call.send();
      var ignored = call.awaitNs(Pair.LONG_NS);
      throw new AssertionError("answered");
    } catch (CallException e) {
      return e.code();
    }
  }
}
