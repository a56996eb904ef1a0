package io.ranvier.bench.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.rig.Load;
import io.ranvier.bench.rig.Workload;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When messages are due, and which rates are refused. */
class PaceTest {
  private static final long HOUR_NS = 3_600_000_000_000L;

  @Test
  void plansWhatIsDueAlsoForAnHour() {
    assertEquals(250, new Pace(500).within(500_000_000));
    assertEquals(1_800_000_000, new Pace(500_000).within(HOUR_NS));
    assertEquals(3_600_000_000_000_000L, new Pace(1_000_000_000).within(1_000 * HOUR_NS));
  }

  @Test
  void spacesWhatIsDueEvenly() {
    Pace pace = new Pace(300_000);
    assertEquals(7, pace.dueNs(7, 0));
    assertEquals(7 + 3_333, pace.dueNs(7, 1));
    assertEquals(7 + 10_000, pace.dueNs(7, 3));
    assertEquals(7 + HOUR_NS, pace.dueNs(7, pace.within(HOUR_NS)));
  }

  @Test
  void refusesRatesWhoseBytesNoHostCarries() {
    assertEquals(Optional.empty(), Pace.refusal(workload(100_000, 8_000)));
    String reason = Pace.refusal(workload(100_000, 8_001)).orElseThrow();
    assertTrue(reason.contains("100,000 messages a second of 8,001 bytes"), reason);
    assertTrue(reason.contains("at most 8,000 bytes"), reason);
    assertTrue(Pace.refusal(workload(Integer.MAX_VALUE, Integer.MAX_VALUE)).isPresent());
  }

  @Test
  void isOfOneASecondAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> new Pace(0));
  }

  @Test
  void refusesNothingWhereNobodyWaitsForTheClock() {
    assertEquals(Optional.empty(), Pace.refusal(workload(0, Integer.MAX_VALUE)));
  }

  private static Workload workload(int perSecond, int length) {
    return new Workload(length, WaitMode.SPIN, 0, 1, Load.ONE.withPerSecond(perSecond));
  }
}
