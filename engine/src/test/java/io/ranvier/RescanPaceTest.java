package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RescanPaceTest {
  private static final long BEGAN_NS = Long.MAX_VALUE - 5;

  private final RescanPace pace = new RescanPace(BEGAN_NS);
  private long nowNs = BEGAN_NS;

  /** Sleeps as long as it may, on a clock of its own; returns how long that was. */
  private long sleepsUntilDue() {
    long periodNs = pace.periodNs();
    nowNs += periodNs - 1;
    assertFalse(pace.isDue(nowNs), "woken before");
    nowNs++;
    assertTrue(pace.isDue(nowNs));
    assertFalse(pace.isDue(nowNs), "once");
    return periodNs;
  }

  // verifies L14
  @Test
  @DisplayName("L14: where nothing happens each look is put off twice as long, up to a bound")
  void looksEverMoreSeldom() {
    long periodNs = RescanPace.SHORTEST_NS;
    while (periodNs < RescanPace.LONGEST_NS) {
      assertEquals(periodNs, sleepsUntilDue());
      periodNs *= 2;
    }
    assertEquals(RescanPace.LONGEST_NS, sleepsUntilDue());
    assertEquals(RescanPace.LONGEST_NS, sleepsUntilDue());
  }

  // verifies L11
  @Test
  @DisplayName("L11: where something happens the next look comes soon, and no look is left out")
  void looksOftenWhereSomethingHappens() {
    while (pace.periodNs() < RescanPace.LONGEST_NS) {
      sleepsUntilDue();
    }
    pace.hasten();
    assertEquals(RescanPace.SHORTEST_NS, sleepsUntilDue());
    for (int i = 0; i < 3; i++) {
      pace.hasten();
      nowNs += RescanPace.SHORTEST_NS / 2;
      pace.hasten();
      assertFalse(pace.isDue(nowNs));
      nowNs += RescanPace.SHORTEST_NS / 2;
      assertTrue(pace.isDue(nowNs), "who is never left alone looks, too");
    }
  }
}
