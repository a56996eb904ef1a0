package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrainTest {
  private static final int LATER = 1;
  private static final int NOW = 2;

  private final BlockingQueue<Responder> deferred = new LinkedBlockingQueue<>();

  private Server serve(Pair pair) {
    return pair.serveCalls(server ->
        server
            .handler(1, LATER, (_, responder) -> deferred.add(responder.defer()))
            .handler(1, NOW, (request, responder) -> responder.reply(request.payload())));
  }

  private static FutureTask<Boolean> drain(Server server, Duration timeout) {
    FutureTask<Boolean> draining = new FutureTask<>(() -> server.drain(timeout));
    Thread.ofPlatform().start(draining);
    return draining;
  }

  private static ErrorCode codeOf(Call call) {
    try (call) {
      call.send();
      return assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS)).code();
    }
  }

  // verifies L7, C14
  @Test
  void endsTheOldCallsAndRefusesNewOnes() throws Exception {
    try (Pair pair = new Pair()) {
      Server server = serve(pair);
      Connection client = pair.connect();
      Call old = client.call(1, LATER, 8);
      old.send();
      Responder later = deferred.poll(20, TimeUnit.SECONDS);
      FutureTask<Boolean> draining = drain(server, Duration.ofSeconds(20));
      Pair.await("client told", () -> client.state() == ConnectionState.DRAINING);
      assertEquals(ConnectionState.DRAINING, pair.nextAccepted().state());
      assertEquals(ErrorCode.DRAINING, codeOf(client.call(1, NOW, 8)));
      assertTrue(ErrorCode.DRAINING.isRetrySafe());
      Refusals.expect(ErrorCode.DRAINING, "the server closes", pair::connect);
      assertFalse(draining.isDone());
      later.claim(8).putLong(0, 5);
      assertTrue(later.send());
      assertTrue(draining.get(20, TimeUnit.SECONDS));
      assertEquals(5, old.awaitNs(Pair.LONG_NS).payload().getLong(0));
      Pair.await("closed", () -> client.end().isPresent());
      old.close();
    }
  }

  // verifies L7
  @Test
  void closesAtTheDeadlineThoughAHandlerIsStuck() throws Exception {
    try (Pair pair = new Pair()) {
      Server server = serve(pair);
      Connection client = pair.connect();
      try (Call stuck = client.call(1, LATER, 8)) {
        stuck.send();
        Responder never = deferred.poll(20, TimeUnit.SECONDS);
        assertFalse(drain(server, Duration.ofMillis(100)).get(20, TimeUnit.SECONDS));
        assertEquals(
            ErrorCode.INDETERMINATE,
            assertThrows(CallException.class, () -> stuck.awaitNs(Pair.LONG_NS)).code());
        assertTrue(never.isCancelled());
      }
    }
  }

  // verifies L7
  @Test
  void drainsAtOnceWhenNothingIsAtWork() {
    try (Pair pair = new Pair()) {
      Server server = serve(pair);
      Connection client = pair.connect();
      assertTrue(server.drain(Duration.ofSeconds(20)));
      Pair.await("closed", () -> client.end().isPresent());
    }
  }
}
