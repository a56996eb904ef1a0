package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.counter.Counter;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call has one answer, whatever its handler does with it. */
@Timeout(60)
class CallAnswersTest {
  private static final int SERVICE = 7;
  private static final int ECHO = 1;
  private static final int NEVER = 2;

  // verifies C1, C6, D3, D5
  @Test
  void answersWhateverTheHandlerDoes() throws Exception {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server
              .handler(
                  SERVICE,
                  1,
                  (_, _) -> {
                    throw new IllegalStateException("no such order");
                  })
              .handler(SERVICE, 2, (_, _) -> {})
              .handler(SERVICE, 3, (_, responder) -> responder.fail(77, "bad", (byte) 1))
              .handler(
                  SERVICE,
                  4,
                  (_, responder) -> responder.fail(ErrorCode.INVALID_PAYLOAD, "no number"))
              .handler(SERVICE, 5, (_, responder) -> responder.claim(1 << 30))
              .handler(SERVICE, 6, (_, responder) -> responder.defer().close()));
      Connection client = pair.connect();
      CallException thrown = failure(client, SERVICE, 1);
      assertEquals(ErrorCode.HANDLER_FAILED, thrown.code());
      assertTrue(thrown.getMessage().contains("no such order"), thrown.getMessage());
      String called = "call failed: endpoint=pair, service=%d, method=1; ".formatted(SERVICE);
      assertTrue(thrown.getMessage().startsWith(called), thrown.getMessage());
      assertFalse(thrown.isRetrySafe());
      assertEquals(ErrorCode.HANDLER_FAILED, failure(client, SERVICE, 2).code());
      CallException application = failure(client, SERVICE, 3);
      assertEquals(ErrorCode.APPLICATION_ERROR, application.code());
      assertEquals(77, application.applicationCode());
      assertEquals(1, application.details()[0]);
      assertEquals(ErrorCode.INVALID_PAYLOAD, failure(client, SERVICE, 4).code());
      CallException tooLarge = failure(client, SERVICE, 5);
      assertEquals(ErrorCode.PAYLOAD_TOO_LARGE, tooLarge.code());
      assertTrue(tooLarge.getMessage().contains("lengthBytes=1073741824"), tooLarge.getMessage());
      assertEquals(ErrorCode.HANDLER_FAILED, failure(client, SERVICE, 6).code());
      assertEquals(2, pair.nextAccepted().counters().get(Counter.HANDLER_FAILURES));
    }
  }

  // verifies C1, C6
  @ParameterizedTest
  @EnumSource(
      names = {
        "INVALID_ARGUMENT",
        "ACCESS_DENIED",
        "PAYLOAD_TOO_LARGE",
        "UNKNOWN_METHOD",
        "OVERLOADED",
        "CANCELLED",
        "REJECTED"
      })
  void tellsEveryErrorThatAHandlerChooses(ErrorCode code) {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server.handler(SERVICE, ECHO, (_, responder) -> responder.fail(code, "chosen")));
      CallException failure = failure(pair.connect(), SERVICE, ECHO);
      assertEquals(code, failure.code());
      assertTrue(failure.getMessage().endsWith("; chosen"), failure.getMessage());
    }
  }

  // verifies C6
  @ParameterizedTest
  @EnumSource(names = {"PEER_DIED", "TIMED_OUT", "INDETERMINATE", "DRAINING"})
  void refusesErrorsThatOnlyTheEngineKnows(ErrorCode code) {
    try (Pair pair = new Pair()) {
      pair.serveCalls(
          server -> server.handler(SERVICE, ECHO, (_, responder) -> responder.fail(code, "a lie")));
      CallException failure = failure(pair.connect(), SERVICE, ECHO);
      assertEquals(ErrorCode.HANDLER_FAILED, failure.code());
      assertTrue(failure.getMessage().contains("code=" + code), failure.getMessage());
    }
  }

  // verifies C1, R6
  @Test
  void refusesAThreadThatAHandlerLeftItsResponderTo() throws Exception {
    CompletableFuture<Responder> left = new CompletableFuture<>();
    CompletableFuture<ErrorCode> refusal = new CompletableFuture<>();
    Thread late =
        Thread.ofPlatform()
            .start(() -> {
              Responder responder = left.join();
              refusal.complete(
                  assertThrows(RanvierException.class, () -> responder.claim(8)).code());
            });
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server
              .handler(SERVICE, NEVER, (_, responder) -> left.complete(responder))
              .handler(
                  SERVICE,
                  ECHO,
                  (request, responder) -> {
                    late.join();
                    responder.reply(request.payload());
                  }));
      Connection client = pair.connect();
      Call dropped = client.call(SERVICE, NEVER, 0);
      dropped.send();
      try (Call call = client.call(SERVICE, ECHO, 8)) {
        call.request().putLong(0, 5);
        call.send();
        assertEquals(5, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
      }
      assertEquals(ErrorCode.WRONG_THREAD, refusal.get(20, TimeUnit.SECONDS));
    }
  }

  // verifies C1, R7
  @Test
  void refusesASecondAnswer() throws Exception {
    CompletableFuture<ErrorCode> refusal = new CompletableFuture<>();
    CompletableFuture<RanvierException> againSent = new CompletableFuture<>();
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server.handler(
              SERVICE,
              ECHO,
              (_, responder) -> {
                responder.claim(0);
                responder.send();
                refusal.complete(
                    assertThrows(RanvierException.class, () -> responder.fail(1, "again")).code());
                againSent.complete(assertThrows(RanvierException.class, responder::send));
              }));
      try (Call call = pair.connect().call(SERVICE, ECHO, 0)) {
        call.send();
        assertEquals(0, call.awaitNs(Pair.LONG_NS).status());
      }
      assertEquals(ErrorCode.WRONG_STATE, refusal.get(20, TimeUnit.SECONDS));
      String told = againSent.get(20, TimeUnit.SECONDS).getMessage();
      assertTrue(told.contains("answered=true"), told);
    }
  }

  // verifies C1
  @Test
  void answersWhenTheExecutorFails() {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server.handler(
              SERVICE,
              ECHO,
              _ -> {
                throw new IllegalStateException("broken");
              },
              (request, responder) -> responder.reply(request.payload())));
      CallException failure = failure(pair.connect(), SERVICE, ECHO);
      assertEquals(ErrorCode.HANDLER_FAILED, failure.code());
      assertTrue(failure.getMessage().contains("broken"), failure.getMessage());
    }
  }

  private static ErrorCode code(Runnable misuse) {
    return assertThrows(RanvierException.class, misuse::run).code();
  }

  private static CallException failure(Connection client, int service, int method) {
    try (Call call = client.call(service, method, 0)) {
      call.send();
      return assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
    }
  }
}
