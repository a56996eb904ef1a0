package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
final class WaiterTest {
  private static final long SHORT_NS = 3_000_000;

  static List<Waiting> everyWaiting() {
    return List.of(
        Waiting.spin(),
        Waiting.adaptive(),
        Waiting.adaptive(0),
        Waiting.park(),
        Waiting.idle(SleepingIdleStrategy::new));
  }

  @ParameterizedTest
  @MethodSource("everyWaiting")
  void seesAFactThatIsThere(Waiting waiting) {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      assertTrue(new Waiter(waiting).await(() -> true, bell.sleeper, 0));
      assertTrue(new Waiter(waiting).await(() -> true, bell.sleeper, -1));
    }
  }

  @Test
  @DisplayName("one looks again for what comes at once where it may spin, and nowhere else")
  void looksWhereItMaySpin() throws Exception {
    for (Waiting waiting : everyWaiting()) {
      boolean spins = waiting.mode() == Waiting.Mode.SPIN || waiting.spinNs() > 0;
      assertEquals(spins, new Waiter(waiting).looks() > 0, waiting::toString);
    }
    FutureTask<Integer> looks = new FutureTask<>(new Waiter(Waiting.adaptive())::looks);
    Thread.ofVirtual().start(looks).join();
    assertEquals(0, looks.get(), "of a virtual thread");
  }

  @ParameterizedTest
  @MethodSource("everyWaiting")
  @DisplayName("L5 a wait ends when its time is over, not before")
  void timesOut(Waiting waiting) {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      for (long timeoutNs : new long[] {Long.MIN_VALUE, -1, 0, 1, SHORT_NS}) {
        long startNs = System.nanoTime();
        assertFalse(new Waiter(waiting).await(() -> false, bell.sleeper, timeoutNs));
        assertTrue(System.nanoTime() - startNs >= timeoutNs);
      }
      assertEquals(0, bell.wanted());
    }
  }

  @Test
  @DisplayName("L5 what a spin took, however long, is not slept again")
  void countsTheSpin() {
    long burntNs = 10_000_000;
    AtomicInteger looks = new AtomicInteger();
    AtomicLong sleptNs = new AtomicLong(Long.MAX_VALUE);
    Ready slow =
        () -> {
          // One of the looks while the clock runs.
          if (looks.incrementAndGet() == 100) {
            long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < burntNs) {
              Thread.onSpinWait();
            }
          }
          return sleptNs.get() != Long.MAX_VALUE;
        };
    long timeoutNs = 60_000_000_000L;
    assertTrue(
        new Waiter(Waiting.adaptive()).await(slow, (_, leftNs) -> sleptNs.set(leftNs), timeoutNs));
    assertTrue(sleptNs.get() <= timeoutNs - burntNs, () -> "sleptNs=" + sleptNs);
  }

  @ParameterizedTest
  @MethodSource("everyWaiting")
  @DisplayName("L5 an interrupted wait throws INTERRUPTED, and the status stays set")
  void isInterrupted(Waiting waiting) throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      AtomicInteger looks = new AtomicInteger();
      AtomicReference<Thread> waiter = new AtomicReference<>();
      FutureTask<Void> task =
          Threads.start(() -> {
            waiter.set(Thread.currentThread());
            RanvierException refused =
                assertThrows(
                    RanvierException.class,
                    () ->
                        new Waiter(waiting)
                            .await(
                                () -> looks.incrementAndGet() < 0,
                                bell.sleeper,
                                DoorbellFixture.FOR_EVER));
            assertEquals(ErrorCode.INTERRUPTED, refused.code());
            assertTrue(Thread.currentThread().isInterrupted());
          });
      Facts.await("a second look", () -> looks.get() > 1);
      waiter.get().interrupt();
      Threads.join(task);
      assertEquals(0, bell.wanted());
    }
  }

  @Test
  @DisplayName("a strategy is made once for each waiting handle, and reset for each wait")
  void usesAnIdleStrategyOfItsOwn() {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger resets = new AtomicInteger();
    Waiting waiting =
        Waiting.idle(() -> {
          made.incrementAndGet();
          return counting(resets);
        });
    Waiter waiter = new Waiter(waiting);
    for (int i = 0; i < 3; i++) {
      assertFalse(waiter.await(() -> false, (_, _) -> {}, 1000));
    }
    assertEquals(1, made.get());
    assertEquals(3, resets.get());
    assertFalse(waiting.sleeps(), "such a thread needs nobody to wake it");
  }

  @Test
  @DisplayName("L11 a spinning waiter is never announced")
  void spinsWithoutADoorbell() {
    Waiter waiter = new Waiter(Waiting.spin());
    assertFalse(
        waiter.await(
            () -> false,
            (_, _) -> {
              throw new AssertionError("slept");
            },
            SHORT_NS));
  }

  @Test
  void refusesANegativeTimeToSpin() {
    RanvierException refused = assertThrows(RanvierException.class, () -> Waiting.adaptive(-1));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
    assertTrue(refused.getMessage().contains("spinNs=-1"), refused.getMessage());
  }

  private static IdleStrategy counting(AtomicInteger resets) {
    return new IdleStrategy() {
      private final IdleStrategy idle = new NoOpIdleStrategy();

      @Override
      public void idle(int workCount) {
        idle.idle(workCount);
      }

      @Override
      public void idle() {
        idle.idle();
      }

      @Override
      public void reset() {
        resets.incrementAndGet();
      }
    };
  }
}
