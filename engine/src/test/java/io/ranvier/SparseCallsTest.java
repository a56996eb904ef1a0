package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Status;
import io.ranvier.routing.CallOptions;
import io.ranvier.routing.Reply;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As many calls in flight as the user says, each with a reply as long as the user says. */
@Timeout(120)
final class SparseCallsTest {
  private static final int SERVICE = 3;
  private static final int LATER = 1;

  // verifies R10, C2, C8
  @ParameterizedTest
  @CsvSource({"65536, 64", "64, 65536", "1, 32", "1000, 1000"})
  @DisplayName("R10: N calls are open at once, the next is refused, and all are answered in place")
  void keepsAsManyCallsInFlightAsTheUserSays(int count, int replyBytes) {
    Responder[] deferred = new Responder[count];
    CallOptions calls =
        CallOptions.defaults().withInFlight(count).withServed(count).withSlotReplyBytes(replyBytes);
    ConnectionOptions options = ConnectionOptions.defaults().withCalls(calls);
    try (Pair pair = new Pair();
        Server server =
            Ranvier.listen("sparse", pair.serverOptions().withConnection(options))
                .handler(SERVICE, LATER, (request, responder) -> keep(deferred, request, responder))
                .onFailure(pair::failed)
                .open();
        Connection client =
            Ranvier.connect("sparse", pair.clientOptions().withConnection(options))) {
      Call[] open = open(client, server, count);
      // They are taken in the order in which one thread sends them.
      Pair.await("all calls taken", () -> deferred[count - 1] != null || server.doWork() < 0);
      refuseOneMore(client, count);
      answerBackwards(deferred, replyBytes);
      for (int i = 0; i < count; i++) {
        Reply reply = open[i].awaitNs(Pair.LONG_NS);
        Pattern.check(reply.payload(), replyBytes, i);
        assertFalse(reply.isInSlot(), "the reply lies in a payload slot");
        open[i].close();
      }
      assertEquals(0, client.session().outboundCalls().inFlight());
      assertEquals(List.of(), List.copyOf(pair.failures));
    }
  }

  private static void keep(Responder[] deferred, Request request, Responder responder) {
    deferred[request.payload().getInt(0)] = responder.defer();
  }

  /** The requests need room in the ring: the server takes them as they come. */
  private static Call[] open(Connection client, Server server, int count) {
    Call[] open = new Call[count];
    Caller caller = client.sharedCaller();
    for (int i = 0; i < count; i++) {
      Call call = caller.newCall();
      assertEquals(0, call.tryOpen(SERVICE, LATER, Integer.BYTES), "call " + i);
      call.request().putInt(0, i);
      Pair.await("call sent", () -> call.trySend() >= 0 || server.doWork() < 0);
      open[i] = call;
    }
    caller.close();
    return open;
  }

  private static void refuseOneMore(Connection client, int count) {
    assertEquals(Status.NO_CALL_SLOT, client.sharedCaller().newCall().tryOpen(SERVICE, LATER, 0));
    CallException refused = assertThrows(CallException.class, () -> client.call(SERVICE, LATER, 0));
    assertEquals(ErrorCode.OVERLOADED, refused.code());
    assertEquals(count, client.session().outboundCalls().inFlight());
  }

  private static void answerBackwards(Responder[] deferred, int replyBytes) {
    for (int i = deferred.length - 1; i >= 0; i--) {
      try (Responder responder = deferred[i]) {
        SegmentBuffer reply = responder.claim(replyBytes);
        Pattern.fill(reply.segment().asSlice(reply.segmentOffset(), replyBytes), replyBytes, i);
        responder.send();
      }
    }
  }
}
