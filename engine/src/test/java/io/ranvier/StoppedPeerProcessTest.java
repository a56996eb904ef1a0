package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server is stopped while calls wait for it. To stop it longer: {@code
 * -Dranvier.test.stopMs=30000}.
 */
@Tag("process")
@Timeout(180)
final class StoppedPeerProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(120);

  // verifies L3, L5, C5
  @Test
  @DisplayName("a stopped server is not dead: calls end by their own deadline, or are answered")
  void waitsForAStoppedServer() throws Exception {
    stop(Long.getLong("ranvier.test.stopMs", 2_000));
  }

  @Test
  @Tag("soak")
  @DisplayName("nor is one that is stopped for half a minute")
  void waitsForAServerThatIsStoppedForLong() throws Exception {
    stop(30_000);
  }

  private static void stop(long stopMs) throws Exception {
    try (TestRoot root = TestRoot.create();
        ChildJvm server = ChildJvm.of(CallDeathChild.class).args("serve", root.path()).start()) {
      server.awaitLine("listening", DEADLINE);
      ClientOptions options = ClientOptions.defaults().withRoot(root.path());
      try (Connection client = Ranvier.connect(CallDeathChild.NAME, options);
          Caller caller = client.sharedCaller()) {
        assertEquals(1, echo(caller, 1, LONG_NS));
        server.signal("STOP");
        List<FutureTask<Long>> patient = new ArrayList<>();
        for (long i = 0; i < 4; i++) {
          long value = i;
          FutureTask<Long> task = new FutureTask<>(() -> echo(caller, value, LONG_NS));
          Thread ignored =
              i % 2 == 0
                  ? Thread.ofPlatform().daemon().start(task)
                  : Thread.ofVirtual().start(task);
          patient.add(task);
        }
        CompletableFuture<Long> future = later(caller, 77);
        int expired = expire(client, caller, TimeUnit.MILLISECONDS.toNanos(stopMs));
        assertTrue(expired > 1, "calls that ended by their own deadline: " + expired);
        server.signal("CONT");
        for (int i = 0; i < patient.size(); i++) {
          assertEquals(i, patient.get(i).get(60, TimeUnit.SECONDS));
        }
        assertEquals(77, future.get(60, TimeUnit.SECONDS));
        assertEquals(2, echo(caller, 2, LONG_NS));
        assertEquals(ConnectionState.OPEN, client.state());
      }
      assertTrue(server.isAlive());
    }
  }

  /** Makes calls with a short deadline as long as the server is stopped; counts them. */
  private static int expire(Connection client, Caller caller, long stopNs) {
    long startNs = System.nanoTime();
    int expired = 0;
    while (System.nanoTime() - startNs < stopNs) {
      CallException late = assertThrows(CallException.class, () -> echo(caller, 9, SHORT_NS));
      assertEquals(ErrorCode.TIMED_OUT, late.code(), late.getMessage());
      assertEquals(ConnectionState.OPEN, client.state());
      expired++;
    }
    return expired;
  }

  private static long echo(Caller caller, long value, long timeoutNs) {
    try (Call call = caller.call(CallDeathChild.SERVICE, CallDeathChild.ECHO, Long.BYTES)) {
      call.request().putLong(0, value);
      call.within(timeoutNs).send();
      return call.awaitNs(timeoutNs).payload().getLong(0);
    }
  }

  private static CompletableFuture<Long> later(Caller caller, long value) {
    Call call = caller.call(CallDeathChild.SERVICE, CallDeathChild.ECHO, Long.BYTES);
    call.request().putLong(0, value);
    return call.within(LONG_NS).sendAsync(reply -> reply.payload().getLong(0));
  }
}
