package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import io.ranvier.bench.rig.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which contenders are compared. */
class OneWayScenarioTest {
  private static final PairReport PAIR = new PairReport(new SideReport(), new SideReport());

  @Test
  void namesRatiosOfCallsAfterTheContenders() {
    SequencedMap<String, Ratio> ratios = ratios(OneWayScenario.ofCalls(8));
    assertEquals(
        Set.of(
            "ranvier/limit-stream",
            "ranvier-frames/limit-stream",
            "uds/limit-stream",
            "ranvier/uds",
            "ranvier-frames/uds"),
        ratios.keySet());
    assertEquals(
        new Ratio.Rate(2, List.of(2.0, 2.0), List.of(2.0)), ratios.get("ranvier-frames/uds"));
  }

  @Test
  void saysWhichRatesAreNotOfCalls() {
    OneWayScenario calls = OneWayScenario.ofCalls(8);
    assertEquals(
        List.of("messages that nobody answers, not calls: limit-stream, ranvier-frames, uds"),
        calls.notes(entrants(calls), List.of(), Map.of()));
    OneWayScenario messages = OneWayScenario.ofMessages();
    assertEquals(List.of(), messages.notes(entrants(messages), List.of(), Map.of()));
  }

  /** Of all contenders, one round each; frames are twice as fast as the others. */
  private static SequencedMap<String, Ratio> ratios(OneWayScenario scenario) {
    List<Entrant> entrants = entrants(scenario);
    SequencedMap<String, SequencedMap<Integer, OneWayMeasurement>> kept = new LinkedHashMap<>();
    for (Entrant entrant : entrants) {
      double rate = entrant.name().equals("ranvier-frames") ? 60 : 30;
      kept.put(
          entrant.name(),
          new TreeMap<>(
              Map.of(1, new OneWayMeasurement(PAIR, 100, rate, 100, 1, false, Optional.empty()))));
    }
    return scenario.ratios(entrants, kept);
  }

  private static List<Entrant> entrants(OneWayScenario scenario) {
    Workload workload = new Workload(32, WaitMode.SPIN, 0, 1_000_000);
    return scenario.entrants(
        new BenchSettings(
            scenario.contenders(), workload, 1, CpuPair.UNPINNED, BenchSettings.NO_LIMIT));
  }
}
