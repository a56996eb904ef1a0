package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AnsweredCallOverTest {
  private final BlockingQueue<Responder> deferred = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<Boolean> cancelled = new ArrayBlockingQueue<>(1);
  private Responder first;

  // verifies C4
  @Test
  @DisplayName(
      "the end of an answered call shows with the next call of its slot, not before it ends")
  void showsWithTheNextCallOfItsSlot() throws Exception {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server
              .handler(1, 1, (_, responder) -> deferred.add(responder.defer()))
              .handler(1, 2, (_, responder) -> look(responder)));
      try (Caller caller = pair.connect().exclusiveCaller()) {
        Call call = caller.call(1, 1, 0);
        call.send();
        first = deferred.poll(Pair.LONG_NS, TimeUnit.NANOSECONDS);
        assertFalse(first.isCancelled());
        var claimed = first.claim(0);
        assertTrue(first.send(), claimed::toString);
        var reply = call.awaitNs(Pair.LONG_NS);
        assertFalse(first.isCancelled(), reply::toString);
        call.close();
        try (Call next = caller.call(1, 2, 0)) {
          next.send();
          assertEquals(0, next.awaitNs(Pair.LONG_NS).payload().capacity());
        }
        assertTrue(cancelled.poll(Pair.LONG_NS, TimeUnit.NANOSECONDS));
      }
    }
  }

  private void look(Responder responder) {
    cancelled.add(first.isCancelled());
    var ignored = responder.claim(0);
    assertTrue(responder.send());
  }
}
