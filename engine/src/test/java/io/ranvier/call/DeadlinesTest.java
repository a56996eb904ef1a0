package io.ranvier.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.memory.CoarseClock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DeadlinesTest {
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  /** Its clock ticks when the test says so. */
  private final CoarseClock clock = new CoarseClock();

  private final Deadlines deadlines = new Deadlines(System.nanoTime(), clock);

  // verifies C5
  @ParameterizedTest
  @ValueSource(longs = {1, 9, 10, 20, 1800})
  @DisplayName("C5: a deadline is never early, and from 10 s on at most a second late")
  void isNeverEarly(long seconds) {
    long nowNs = System.nanoTime();
    // Whatever part of a microsecond the connection began at.
    for (int partNs = 0; partNs < 1_000; partNs++) {
      isNeverEarly(new Deadlines(nowNs - partNs, clock), seconds);
    }
  }

  private void isNeverEarly(Deadlines deadlines, long seconds) {
    long timeoutNs = seconds * SECOND_NS;
    long beforeNs = System.nanoTime();
    clock.tick();
    int deadline = deadlines.after(timeoutNs);
    assertNotEquals(Deadlines.NONE, deadline);
    long leftNs = deadlines.leftNs(deadline);
    long tookNs = System.nanoTime() - beforeNs;
    // Deadlines are whole microseconds.
    assertTrue(leftNs >= timeoutNs - tookNs - 2_000, () -> "leftNs=" + leftNs);
    long latestNs = timeoutNs + (seconds < 10 ? 0 : SECOND_NS);
    assertTrue(leftNs <= latestNs, () -> "leftNs=" + leftNs);
    boolean past = deadlines.isPast(deadline);
    // One second may have passed on a busy machine.
    assertTrue(!past || System.nanoTime() - beforeNs >= timeoutNs, "past too early");
  }

  @Test
  @DisplayName("C5: a short deadline passes though the clock stands still")
  void passesWithoutATick() {
    int deadline = deadlines.after(1_000);
    while (deadlines.leftNs(deadline) >= 0) {
      Thread.onSpinWait();
    }
    assertTrue(deadlines.isPast(deadline));
    assertFalse(deadlines.isPast(Deadlines.NONE));
    assertEquals(Long.MAX_VALUE, deadlines.leftNs(Deadlines.NONE));
  }

  @Test
  @DisplayName("C5: a far deadline passes when the clock has come near it")
  void passesWhenTheClockComesNear() {
    // As if the connection had begun, and the deadline been set, 20 s ago.
    Deadlines old = new Deadlines(System.nanoTime() - 20 * SECOND_NS, clock);
    int passed = (int) TimeUnit.SECONDS.toMicros(19);
    assertTrue(old.isPast(passed));
    int coming = (int) TimeUnit.SECONDS.toMicros(1_000);
    assertFalse(old.isPast(coming));
  }
}
