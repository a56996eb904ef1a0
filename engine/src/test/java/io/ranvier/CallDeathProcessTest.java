package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.service.Responder;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls whose server, or whose caller, is killed. */
@Tag("process")
@Timeout(120)
final class CallDeathProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  // verifies C6, L4
  @Test
  @DisplayName("what a killed server had answered is an answer, what it had begun is indeterminate")
  void tellsWhatWasBegunFromWhatWasNot() {
    try (TestRoot root = TestRoot.create();
        ChildJvm server = ChildJvm.of(CallDeathChild.class).args("serve", root.path()).start()) {
      server.awaitLine("listening", DEADLINE);
      try (Connection connection =
              Ranvier.connect(CallDeathChild.NAME, ClientOptions.defaults().withRoot(root.path()));
          Caller caller = connection.exclusiveCaller();
          Call answered = send(caller, CallDeathChild.ECHO);
          Call begun = send(caller, CallDeathChild.NEVER);
          Call stuck = send(caller, CallDeathChild.STUCK)) {
        server.awaitLine("stuck", DEADLINE);
        // The server's only thread hangs in a handler: this call lies in the ring.
        try (Call waiting = send(caller, CallDeathChild.ECHO)) {
          server.kill();
          CallException safe = failure(waiting);
          assertEquals(ErrorCode.PEER_DIED, safe.code());
          assertTrue(safe.isRetrySafe());
        }
        assertEquals(ErrorCode.INDETERMINATE, failure(begun).code());
        assertEquals(ErrorCode.INDETERMINATE, failure(stuck).code());
        assertFalse(failure(stuck).isRetrySafe());
        assertEquals(42, answered.awaitNs(LONG_NS).payload().getLong(0));
        assertEquals(
            ErrorCode.PEER_DIED,
            assertThrows(CallException.class, () -> caller.call(CallDeathChild.SERVICE, 1, 0))
                .code());
        assertEquals(
            ErrorCode.PEER_DIED,
            assertThrows(CallException.class, () -> connection.call(CallDeathChild.SERVICE, 1, 0))
                .code());
      }
    }
  }

  // verifies L4, L5, C13
  @Test
  @DisplayName("futures and virtual threads fail, too, when the server is killed")
  void failsEverybodyWhoWaits() throws Exception {
    try (TestRoot root = TestRoot.create();
        ChildJvm server = ChildJvm.of(CallDeathChild.class).args("serve", root.path()).start()) {
      server.awaitLine("listening", DEADLINE);
      try (Connection connection =
              Ranvier.connect(CallDeathChild.NAME, ClientOptions.defaults().withRoot(root.path()));
          Caller caller = connection.sharedCaller()) {
        Call never = caller.call(CallDeathChild.SERVICE, CallDeathChild.NEVER, Long.BYTES);
        CompletableFuture<Integer> future = never.sendAsync(reply -> reply.status());
        List<ErrorCode> codes = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch sent = new CountDownLatch(20);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          threads.add(
              Thread.startVirtualThread(() -> {
                try (Call call = send(caller, CallDeathChild.NEVER)) {
                  sent.countDown();
                  codes.add(failure(call).code());
                }
              }));
        }
        assertTrue(sent.await(30, TimeUnit.SECONDS));
        try (Call last = send(caller, CallDeathChild.ECHO)) {
          assertEquals(42, last.awaitNs(LONG_NS).payload().getLong(0));
        }
        server.kill();
        for (Thread thread : threads) {
          thread.join();
        }
        assertEquals(java.util.Collections.nCopies(20, ErrorCode.INDETERMINATE), codes);
        ExecutionException failed =
            assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS));
        CallException cause = (CallException) failed.getCause();
        assertEquals(ErrorCode.INDETERMINATE, cause.code());
      }
    }
  }

  // verifies C4, L4
  @Test
  @DisplayName("a handler is told that its caller was killed, and its late answer goes nowhere")
  void tellsHandlersThatTheCallerIsGone() throws Exception {
    CompletableFuture<Responder> deferred = new CompletableFuture<>();
    CountDownLatch gone = new CountDownLatch(1);
    try (TestRoot root = TestRoot.create();
        Server server =
            Ranvier.listen(CallDeathChild.NAME, ServerOptions.defaults().withRoot(root.path()))
                .handler(
                    CallDeathChild.SERVICE,
                    CallDeathChild.NEVER,
                    (_, responder) -> {
                      Responder later = responder.defer();
                      later.onCancel(gone::countDown);
                      deferred.complete(later);
                    })
                .start();
        ChildJvm client = ChildJvm.of(CallDeathChild.class).args("call", root.path()).start()) {
      Responder responder = deferred.get(30, TimeUnit.SECONDS);
      assertFalse(responder.isCancelled());
      client.kill();
      assertTrue(gone.await(30, TimeUnit.SECONDS));
      assertTrue(responder.isCancelled());
      responder.claim(8).putLong(0, 1);
      boolean ignored = responder.send();
      Pair.await("client forgotten", () -> server.connectionCount() == 0);
    }
  }

  private static Call send(Caller caller, int method) {
    Call call = caller.call(CallDeathChild.SERVICE, method, Long.BYTES);
    call.request().putLong(0, 42);
    call.send();
    return call;
  }

  private static CallException failure(Call call) {
    return assertThrows(CallException.class, () -> call.awaitNs(LONG_NS));
  }
}
