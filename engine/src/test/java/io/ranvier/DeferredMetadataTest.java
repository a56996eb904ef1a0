package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeferredMetadataTest {
  // verifies C9
  @Test
  @DisplayName("metadata of an answer that is deferred goes with that answer, and with no other")
  void goesWithItsAnswer() throws Exception {
    BlockingQueue<Responder> deferred = new ArrayBlockingQueue<>(1);
    Metadata words = Metadata.empty().with("some", "words");
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server
              .handler(1, 1, (_, responder) -> deferred.add(responder.with(words).defer()))
              .handler(
                  1,
                  2,
                  (_, responder) -> {
                    var ignored = responder.claim(0);
                    assertTrue(responder.send());
                  }));
      Connection client = pair.connect();
      try (Call first = client.call(1, 1, 0);
          Call second = client.call(1, 2, 0)) {
        first.send();
        Responder later = deferred.poll(Pair.LONG_NS, TimeUnit.NANOSECONDS);
        second.send();
        var empty = second.awaitNs(Pair.LONG_NS);
        assertEquals(Metadata.empty(), second.replyMetadata(), empty::toString);
        var ignored = later.claim(0);
        assertTrue(later.send());
        var full = first.awaitNs(Pair.LONG_NS);
        assertEquals(words, first.replyMetadata(), full::toString);
      }
    }
  }
}
