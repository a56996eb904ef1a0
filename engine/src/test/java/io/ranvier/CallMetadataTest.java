package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.metadata.MetadataFlag;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metadata of requests and replies. */
@Timeout(60)
class CallMetadataTest {
  private static final int SERVICE = 3;
  private static final int ECHO = 1;

  // verifies C9
  @Test
  void carriesTheMetadataOfRequestsAndReplies() {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server.handler(
              SERVICE,
              ECHO,
              (request, responder) ->
                  responder.with(request.metadata().forwarded()).reply(request.payload())));
      Connection client = pair.connect();
      Metadata sent =
          Metadata.empty()
              .with("trace", 77L)
              .with("trace", "again")
              .with("token", new byte[300], MetadataFlag.SENSITIVE)
              .with("hop", "one", MetadataFlag.NO_PROPAGATE);
      try (Caller caller = client.sharedCaller()) {
        for (int length : new int[] {0, 8, 5000}) {
          try (Call call = caller.newCall().with(sent)) {
            call.open(SERVICE, ECHO, length, Pair.LONG_NS);
            call.request().setMemory(0, length, (byte) 9);
            call.send();
            assertEquals(length, call.awaitNs(Pair.LONG_NS).payload().capacity());
            assertEquals(sent.forwarded(), call.replyMetadata());
            assertEquals(3, call.replyMetadata().size());
          }
        }
      }
      try (Call plain = client.call(SERVICE, ECHO, 0)) {
        plain.send();
        assertTrue(plain.awaitNs(Pair.LONG_NS).payload().isLive());
        assertTrue(plain.replyMetadata().isEmpty());
      }
    }
  }

  // verifies C8, C9
  @Test
  void refusesMetadataOverThePeersLimits() {
    try (Pair pair = new Pair()) {
      Connection client = accepting(pair, VirtualOptions.defaults());
      Metadata large = Metadata.empty().with("k", new byte[20_000]);
      try (Caller caller = client.sharedCaller();
          Call call = caller.newCall()) {
        RanvierException refused = assertThrows(RanvierException.class, () -> call.with(large));
        assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
        assertTrue(refused.getMessage().contains("20000"), refused.getMessage());
      }
      VirtualOptions options = VirtualOptions.defaults().withMetadata(large);
      assertThrows(RanvierException.class, () -> client.openVirtual(options, Pair.LONG_NS));
    }
  }

  private static Connection accepting(Pair pair, VirtualOptions options) {
    pair.serveCalls(server -> server.onVirtual(offer -> offer.accept(options)));
    return pair.connect();
  }
}
