package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.measurement.IdleMeasurement;
import io.ranvier.bench.program.Rest;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What may be measured, and how it is judged. */
class IdleScenarioTest {
  private static final OptionalLong MUCH = OptionalLong.of(1L << 40);

  @Test
  void addsUpBothSidesAsSharesOfOneCpu() {
    PairReport pair = new PairReport(new SideReport(), new SideReport());
    var found = new IdleMeasurement(pair, new Rest(30, 2_000), new Rest(5, 1_000));
    assertEquals(1.5, found.server().percent());
    assertEquals(2, found.percent());
  }

  @Test
  void saysWhatToRaiseWhenDescriptorsDoNotSuffice() {
    String reason = IdleScenario.refusal(1_000, OptionalLong.of(1_024), MUCH).orElseThrow();
    assertTrue(reason.contains("may open 1,024"), reason);
    assertTrue(reason.contains("ulimit -n 2100"), reason);
    assertEquals(Optional.empty(), IdleScenario.refusal(100, OptionalLong.of(1_024), MUCH));
    assertEquals(
        Optional.empty(), IdleScenario.refusal(1_000, OptionalLong.empty(), OptionalLong.empty()));
  }

  @Test
  void saysWhatToEnlargeWhenSharedMemoryDoesNotSuffice() {
    String reason = IdleScenario.refusal(100, MUCH, OptionalLong.of(64 << 20)).orElseThrow();
    assertTrue(reason.contains("100 MiB"), reason);
    assertTrue(reason.contains("room for 64"), reason);
    assertEquals(Optional.empty(), IdleScenario.refusal(1, MUCH, OptionalLong.of(64 << 20)));
  }

  @Test
  void judgesAThousandConnectionsOnly() {
    List<Result> results = List.of(idle(100, 0.2), idle(1_000, 1.25));
    assertEquals(
        List.of(
            "ranvier@1000: CPU time of both processes together, of one CPU's, is 1.250 %:"
                + " misses the bar of 1.00 %"),
        new IdleScenario(IdleScenario.CONNECTIONS).notes(List.of(), results, Map.of()));
  }

  private static Result idle(int connections, double percent) {
    return new Result.Idle("ranvier@" + connections, 32, connections, percent, 0, 0, List.of());
  }
}
