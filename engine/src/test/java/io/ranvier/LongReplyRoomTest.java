package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.metadata.Metadata;
import io.ranvier.payload.PayloadClass;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Long replies of a server that has a single payload slot. */
@Timeout(60)
class LongReplyRoomTest {
  private static final int LONG = 3_000;

  private static Connection oneSlot(Pair pair) {
    return oneSlot(pair, ConnectionOptions.defaults().withExtentQuotaBytes(0));
  }

  private static Connection oneSlot(Pair pair, ConnectionOptions options) {
    ConnectionOptions one =
        options.withOutbound(LaneOptions.defaults().withPayloadClasses(new PayloadClass(4096, 1)));
    pair.serveCalls(
        pair.serverOptions().withConnection(one),
        server ->
            server
                .handler(
                    1,
                    1,
                    (_, responder) -> {
                      var ignored = responder.claim(LONG);
                      boolean told = responder.send();
                    })
                .handler(
                    1,
                    2,
                    (_, responder) -> {
                      Metadata words = Metadata.empty().with("some", "words");
                      var ignored = responder.with(words).claim(LONG);
                      boolean told = responder.send();
                    }));
    return pair.connect();
  }

  private static Call answered(Connection client) {
    Call call = client.call(1, 1, 8);
    call.send();
    assertEquals(LONG, call.awaitNs(Pair.LONG_NS).payload().capacity());
    return call;
  }

  /** Returns how a call fails. One that the server did not begin with in time is made again. */
  private static CallException failure(Connection client, int method) {
    CallException failure;
    do {
      try (Call call = client.call(1, method, 8)) {
        call.within(200_000_000).send();
        failure = assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
      }
    } while (failure.code() == ErrorCode.DEADLINE_EXCEEDED);
    return failure;
  }

  // verifies R5
  @Test
  @DisplayName("one long answer after the other needs one slot: no memory is added for them")
  void addsNoMemoryForCallsThatAreOver() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = oneSlot(pair, ConnectionOptions.defaults());
      Connection served = pair.nextAccepted();
      for (int i = 0; i < 200; i++) {
        answered(client).close();
      }
      assertEquals(0, served.counters().get(Counter.EXTENTS_ADDED));
    }
  }

  // verifies R5
  @Test
  @DisplayName("what an answer leaves when its call is over serves frames as well")
  void leavesItsMemoryToFrames() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = oneSlot(pair);
      try (Sender sender = pair.nextAccepted().sharedSender();
          Arena arena = Arena.ofConfined()) {
        MemorySegment frame = arena.allocate(LONG);
        answered(client).close();
        assertEquals(0, Math.min(0, sender.trySend(1, frame, 0, LONG)));
      }
    }
  }

  // verifies C1, C5, L5
  @Test
  @DisplayName("an answer that finds no memory until the deadline fails, and is counted")
  void givesUpAtTheDeadline() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = oneSlot(pair);
      Connection served = pair.nextAccepted();
      try (Call first = answered(client)) {
        CallException failure = failure(client, 1);
        assertEquals(ErrorCode.HANDLER_FAILED, failure.code(), failure::toString);
        assertEquals(1, served.counters().get(Counter.REPLIES_WITHOUT_ROOM));
        assertEquals(LONG, first.reply().payload().capacity());
      }
      answered(client).close();
      Pair.await("none at work", () -> served.session().inboundCalls().sharedCount() == 0);
    }
  }

  // verifies C1, C5, L5
  @Test
  @DisplayName("so does one that would have carried metadata: its failure carries none")
  void givesUpWhatHasAnEnvelope() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = oneSlot(pair);
      try (Call first = answered(client)) {
        CallException failure = failure(client, 2);
        assertEquals(ErrorCode.HANDLER_FAILED, failure.code(), failure::toString);
        assertEquals(Optional.empty(), client.end());
        assertEquals(LONG, first.reply().payload().capacity());
      }
    }
  }

  // verifies C1, L7
  @Test
  @DisplayName(
      "a connection that is to close when all is answered does so when the last answer has found"
          + " its memory")
  void answersBeforeItCloses() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = oneSlot(pair);
      Connection served = pair.nextAccepted();
      Call first = answered(client);
      try (Call second = client.call(1, 1, 8)) {
        second.send();
        Pair.await("waiting", () -> served.session().inboundCalls().sharedCount() == 1);
        served.closeWhenAnswered();
        first.close();
        assertEquals(LONG, second.awaitNs(Pair.LONG_NS).payload().capacity());
      }
      Pair.await("closed", () -> client.end().isPresent());
    }
  }
}
