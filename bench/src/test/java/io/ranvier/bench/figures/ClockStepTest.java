package io.ranvier.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClockStepTest {
  private static final int OFTEN = 10_000;

  @Test
  void findsTheDistanceOfIslands() {
    int[] seen = new int[1_000];
    seen[20] = OFTEN;
    seen[30] = OFTEN;
    seen[40] = OFTEN;
    assertEquals(10.0, ClockStep.stepOf(seen));
  }

  @Test
  void findsAStepThatIsNoWholeNumber() {
    int[] seen = new int[1_000];
    seen[0] = OFTEN;
    seen[41] = OFTEN;
    seen[42] = 2 * OFTEN;
    seen[83] = 2 * OFTEN;
    seen[84] = OFTEN;
    assertEquals(41.67, ClockStep.stepOf(seen), 0.01);
  }

  @Test
  void ignoresRareDifferences() {
    int[] seen = new int[1_000];
    seen[20] = OFTEN;
    seen[25] = 3;
    seen[30] = OFTEN;
    assertEquals(10.0, ClockStep.stepOf(seen));
  }

  @Test
  void takesAFilledRangeForAFineClock() {
    int[] seen = new int[1_000];
    for (int ns = 18; ns < 40; ns++) {
      seen[ns] = OFTEN;
    }
    assertEquals(1.0, ClockStep.stepOf(seen));
  }

  @Test
  void doesNotCountAGapAsOneStep() {
    int[] seen = new int[1_000];
    seen[20] = OFTEN;
    seen[30] = OFTEN;
    seen[60] = OFTEN;
    assertEquals(10.0, ClockStep.stepOf(seen));
  }

  @Test
  void findsSomeStepOnThisHost() {
    double stepNs = ClockStep.measureNs();
    assertTrue(stepNs >= 1.0 && stepNs < 1_000, () -> "stepNs=" + stepNs);
  }
}
