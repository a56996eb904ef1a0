package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Reply;
import io.ranvier.service.CallHandler;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are a copy of what lies in the handler's memory. */
@Timeout(60)
class CopiedReplyTest {
  private static final int SERVICE = 7;
  private static final int MOST = 200_000;
  private static final int COMPILED = 40_000;

  private final MemorySegment memory = Arena.ofAuto().allocate(MOST, 8);

  // verifies R9
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 224, 225, 5_000, 70_000})
  @DisplayName("a copy of any length comes whole, with metadata and without, deferred and not")
  void carriesACopy(int length) {
    Pattern.fill(memory.asSlice(8), length, length);
    Metadata words = Metadata.empty().with("some", "words");
    CallHandler plain = (_, responder) -> responder.reply(memory, 8, length);
    CallHandler described = (_, responder) -> responder.with(words).reply(memory, 8, length);
    CallHandler deferred =
        (_, responder) -> {
          try (var later = responder.defer()) {
            boolean ignored = later.reply(memory, 8, length);
          }
        };
    CallHandler claimedBefore =
        (_, responder) -> {
          responder.claim(16).putLong(0, 1);
          responder.reply(memory, 8, length);
        };
    try (Pair pair = new Pair()) {
      Connection client = serve(pair, plain, described, deferred, claimedBefore);
      for (int round = 0; round < 20; round++) {
        try (Call call = client.call(SERVICE, round % 4, 0)) {
          call.send();
          Reply reply = call.awaitNs(Pair.LONG_NS);
          Pattern.check(reply.payload(), length, length);
          assertEquals(round % 4 == 1 ? 1 : 0, call.replyMetadata().size());
        }
      }
    }
  }

  // verifies C1
  @Test
  @DisplayName("a copy that fails leaves the call to be answered, once, and no view of a claim")
  void canBeAnsweredAfterAFailure() {
    Arena arena = Arena.ofShared();
    MemorySegment closed = arena.allocate(8);
    arena.close();
    CompletableFuture<ErrorCode> again = new CompletableFuture<>();
    CallHandler handler =
        (_, responder) -> {
          SegmentBuffer claimed = responder.claim(8);
          assertThrows(IndexOutOfBoundsException.class, () -> responder.reply(memory, MOST - 7, 8));
          assertThrows(IndexOutOfBoundsException.class, () -> responder.reply(memory, -1, 8));
          assertThrows(IllegalStateException.class, () -> responder.reply(closed, 0, 8));
          assertThrows(NullPointerException.class, () -> responder.reply(null, 0, 8));
          assertEquals(
              ErrorCode.INVALID_ARGUMENT, code(() -> responder.reply(memory, 0, -1)), "length");
          assertEquals(ErrorCode.WRONG_STATE, code(() -> claimed.putLong(0, 1)), "view");
          assertEquals(ErrorCode.WRONG_STATE, code(responder::send), "claim");
          assertTrue(responder.isPending());
          memory.asSlice(0, 8).fill((byte) 5);
          assertTrue(responder.reply(memory, 0, 8));
          again.complete(code(() -> responder.reply(memory, 0, 8)));
        };
    CallHandler nothingElse = (_, responder) -> responder.reply(memory, MOST, 8);
    try (Pair pair = new Pair()) {
      Connection client = serve(pair, handler, nothingElse);
      try (Call call = client.call(SERVICE, 0, 0)) {
        call.send();
        assertEquals(
            0x0505050505050505L, call.awaitNs(Pair.LONG_NS).payload().getLong(0), "answer");
        assertEquals(ErrorCode.WRONG_STATE, again.orTimeout(20, TimeUnit.SECONDS).join());
      }
      try (Call call = client.call(SERVICE, 1, 0)) {
        call.send();
        assertEquals(ErrorCode.HANDLER_FAILED, code(() -> call.awaitNs(Pair.LONG_NS)));
      }
    }
  }

  // verifies L10
  @Test
  @DisplayName("an answer from a file that was cut short is none: the caller is told of a failure")
  void tellsOfAFileCutShort() throws IOException {
    try (Pair pair = new Pair();
        MappedBytes mapped = new MappedBytes(pair.root.resolve("answers"), MOST)) {
      MemorySegment source = mapped.segment();
      Connection client = serve(pair, (_, responder) -> responder.reply(source, 8_192, 8));
      try (Caller caller = client.exclusiveCaller()) {
        Call call = caller.newCall();
        // Compiled code goes on after an access that failed.
        for (int i = 0; i < COMPILED; i++) {
          call.open(SERVICE, 0, 0);
          call.send();
          assertEquals(8, call.awaitNs(Pair.LONG_NS).payload().capacity());
          call.close();
        }
        mapped.cutShort();
        call.open(SERVICE, 0, 0);
        call.send();
        CallException failure = assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
        assertEquals(ErrorCode.HANDLER_FAILED, failure.code(), failure::toString);
      }
    }
  }

  // verifies C1
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a copy that fails leaves no claim that could be sent, however it goes")
  void leavesNoClaim(boolean deferred) {
    Arena arena = Arena.ofShared();
    MemorySegment closed = arena.allocate(MOST);
    arena.close();
    CompletableFuture<Boolean> refused = new CompletableFuture<>();
    CallHandler handler =
        (_, given) -> {
          try (Responder responder = deferred ? given.defer() : given) {
            for (int length : new int[] {8, 5_000}) {
              assertThrows(
                  IllegalStateException.class, () -> responder.reply(closed, 0, length), "closed");
              assertEquals(ErrorCode.WRONG_STATE, code(responder::send));
              assertThrows(
                  IndexOutOfBoundsException.class, () -> responder.reply(memory, MOST - 7, length));
              assertEquals(ErrorCode.WRONG_STATE, code(responder::send));
            }
            refused.complete(true);
          } catch (Throwable t) {
            refused.completeExceptionally(t);
          }
        };
    try (Pair pair = new Pair()) {
      try (Call call = serve(pair, handler).call(SERVICE, 0, 0)) {
        call.send();
        assertTrue(refused.orTimeout(20, TimeUnit.SECONDS).join());
        assertEquals(ErrorCode.HANDLER_FAILED, code(() -> call.awaitNs(Pair.LONG_NS)));
      }
    }
  }

  private static Connection serve(Pair pair, CallHandler... handlers) {
    pair.serveCalls(server -> {
      for (int method = 0; method < handlers.length; method++) {
        server.handler(SERVICE, method, handlers[method]);
      }
    });
    return pair.connect();
  }

  private static ErrorCode code(Runnable misuse) {
    return assertThrows(RanvierException.class, misuse::run).code();
  }
}
