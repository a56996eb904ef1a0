package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.measurement.Latency;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import io.ranvier.bench.rig.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who takes part, with messages of which lengths, and how that is judged. */
class LargeScenarioTest {
  private static final PairReport PAIR = new PairReport(new SideReport(), new SideReport());

  private final LargeScenario scenario = new LargeScenario();
  private final List<Entrant> entrants = scenario.entrants(settings(LargeScenario.PAYLOAD_BYTES));

  @Test
  void measuresShortCallsBesideThoseThatAreHandedOver() {
    assertEquals(
        List.of("limit", "ranvier", "ranvier-32", "ranvier-handover", "uds"),
        entrants.stream().map(Entrant::name).toList());
    assertEquals("ranvier", entrants.get(2).contender().name());
  }

  @Test
  void answersLongRequestsShortly() {
    Workload longOnes = entrants.get(1).workload();
    assertEquals(1 << 20, longOnes.payloadBytes());
    assertEquals(8, longOnes.replyBytes());
    Workload brief = entrants.get(2).workload();
    assertEquals(32, brief.payloadBytes());
    assertEquals(8, brief.replyBytes());
  }

  @Test
  void comparesWhatIsReadWithOthersAndWhatIsHandedOverWithShortCalls() {
    SequencedMap<String, SequencedMap<Integer, LatencyMeasurement>> kept = new LinkedHashMap<>();
    kept.put("limit", round(100));
    kept.put("ranvier", round(50_000));
    kept.put("ranvier-32", round(200));
    kept.put("ranvier-handover", round(700));
    kept.put("uds", round(200_000));
    Map<String, Ratio> ratios = scenario.ratios(entrants, kept);
    assertEquals(
        List.of("ranvier-32/limit", "ranvier-handover/ranvier-32", "ranvier/uds"),
        List.copyOf(ratios.keySet()));
    List<String> notes = scenario.notes(entrants, List.of(), ratios);
    assertEquals(
        List.of(
            "ranvier-handover/ranvier-32 is 3.500: misses the bar of 3.00",
            "ranvier/uds is 0.250: reaches the bar of 0.33"),
        notes.subList(2, notes.size()));
  }

  @Test
  void judgesNoOtherLengthByTheseBars() {
    SequencedMap<String, SequencedMap<Integer, LatencyMeasurement>> kept = new LinkedHashMap<>();
    kept.put("ranvier", round(50_000));
    kept.put("uds", round(200_000));
    List<Entrant> others = scenario.entrants(settings(4096));
    List<String> notes = scenario.notes(others, List.of(), scenario.ratios(others, kept));
    assertEquals(2, notes.size(), notes::toString);
  }

  private static SequencedMap<Integer, LatencyMeasurement> round(double ns) {
    Latency limit = new Latency(100, 200);
    return new TreeMap<>(
        Map.of(
            1,
            new LatencyMeasurement(
                PAIR, limit, new Latency(ns, 2 * ns), limit, Times.histogram())));
  }

  private BenchSettings settings(int payloadBytes) {
    Workload workload = new Workload(payloadBytes, WaitMode.SPIN, 0, 1_000_000);
    return new BenchSettings(
        scenario.contenders(), workload, 1, CpuPair.UNPINNED, BenchSettings.NO_LIMIT);
  }
}
