package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random calls between two JVMs, with an oracle: each ends once, with the right answer or a legal
 * error, no reply carries another call's bytes, and everything is free at the end.
 *
 * <p>To run one again, or longer: {@code -Dranvier.test.seed=1 -Dranvier.test.stressMs=60000}.
 */
@Tag("process")
@Timeout(240)
final class CallStressProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("ranvier.test.seed", System.nanoTime());
  private static final long SHORT_MS = Long.getLong("ranvier.test.stressMs", 5_000);
  private static final long LONG_MS = 60_000;
  private static final long CONNECTION_MS = 700;

  // verifies C1, C2, C4, C5, C6, C13, D1, D3, D6, R4, R5, R6, R7, R8, R9
  @Test
  @DisplayName("every call ends once, with the right answer or a legal error")
  void endsEveryCallOnce() throws Exception {
    run(SHORT_MS);
  }

  @Test
  @Tag("soak")
  @DisplayName("the same for a minute")
  void endsEveryCallOnceForAMinute() throws Exception {
    run(LONG_MS);
  }

  private static void run(long durationMs) throws Exception {
    System.out.println("CallStressProcessTest seed " + SEED);
    try (TestRoot root = TestRoot.create();
        ChildJvm server = ChildJvm.of(CallStressChild.class).args(root.path()).start()) {
      server.awaitLine("listening", DEADLINE);
      ClientOptions options = ClientOptions.defaults().withRoot(root.path());
      CallStressTally tally = new CallStressTally();
      AtomicReference<Connection> current =
          new AtomicReference<>(Ranvier.connect(CallStressChild.NAME, options));
      try {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(durationMs);
        List<Future<?>> actors = actors(current, endNs, tally);
        while (System.nanoTime() < endNs) {
          replaceAfter(CONNECTION_MS, current, options, actors);
        }
        for (Future<?> actor : actors) {
          var ignored = actor.get(60, TimeUnit.SECONDS);
        }
        Connection last = current.get();
        Pair.await("slots free", () -> last.session().outboundCalls().inFlight() == 0);
        Pair.await("payloads free", () -> last.session().outbound().pool().takenCount() == 0);
        server.send("");
        assertEquals("", server.awaitLine("clean", DEADLINE));
      } finally {
        current.get().close();
      }
      server.send("");
      assertEquals(0, server.awaitExit(DEADLINE));
      System.out.println("CallStressProcessTest " + tally);
      assertTrue(tally.answeredCount() > 100, tally::toString);
      assertTrue(tally.has(ErrorCode.APPLICATION_ERROR), tally::toString);
      assertTrue(tally.has(ErrorCode.HANDLER_FAILED), tally::toString);
    } catch (Throwable t) {
      throw new AssertionError("seed " + SEED, t);
    }
  }

  private static List<Future<?>> actors(
      AtomicReference<Connection> current, long endNs, CallStressTally tally) {
    SplittableRandom random = new SplittableRandom(SEED);
    AtomicLong ids = new AtomicLong();
    List<Future<?>> actors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      FutureTask<Void> actor =
          new FutureTask<>(
              new CallStressActor(current::get, ids, random.split(), endNs, i == 0, tally), null);
      Thread thread =
          i < 4 ? Thread.ofPlatform().daemon().start(actor) : Thread.startVirtualThread(actor);
      thread.setName("actor-" + i);
      actors.add(actor);
    }
    return actors;
  }

  /** Closes the connection with calls in flight, and goes on with another one. */
  private static void replaceAfter(
      long delayMs,
      AtomicReference<Connection> current,
      ClientOptions options,
      List<Future<?>> actors)
      throws Exception {
    try {
      var ended = actors.getFirst().get(delayMs, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      current.getAndSet(Ranvier.connect(CallStressChild.NAME, options)).close();
    }
  }
}
