package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.call.Call;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.testing.Pair;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DroppedTaskTest {
  // verifies C1
  @Test
  @DisplayName("C1: an executor that is shut down at once leaves nobody waiting")
  void answersWhatAnExecutorDroppedAtItsEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (Pair pair = new Pair();
        ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>())) {
      pair.serveCalls(server ->
          server.handler(
              1,
              1,
              executor,
              (_, _) -> {
                begun.countDown();
                never.await();
              }));
      Connection client = pair.connect();
      Call first = client.call(1, 1, 8);
      first.send();
      begun.await();
      Call second = client.call(1, 1, 8);
      second.send();
      Pair.await("queued", () -> executor.getQueue().size() == 1);
      executor.shutdownNow();
      assertEquals(ErrorCode.HANDLER_FAILED, codeOf(first));
      assertEquals(ErrorCode.OVERLOADED, codeOf(second));
      Pair.await("none at work", () -> served(pair) == 0);
    }
  }

  // verifies C1, C5
  @Test
  @DisplayName(
      "C1: a dropped call is answered when its deadline passes, and is not at work any more")
  void answersWhatAnExecutorDroppedAfterItsDeadline() {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server.maxAtWork(1).handler(1, 1, task -> {}, (_, responder) -> responder.claim(0)));
      Connection client = pair.connect();
      for (int i = 0; i < 2; i++) {
        Call call = client.call(1, 1, 8);
        call.within(100_000_000).send();
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, codeOf(call));
      }
    }
  }

  private static int served(Pair pair) {
    return pair.accepted.element().session().inboundCalls().sharedCount();
  }

  private static ErrorCode codeOf(Call call) {
    try (call) {
      return assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS)).code();
    }
  }
}
