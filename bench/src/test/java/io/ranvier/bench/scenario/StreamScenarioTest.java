package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.measurement.Latency;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.measurement.LimitedMeasurement;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.program.PacedProgram;
import io.ranvier.bench.program.StreamProgram;
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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is measured beside what, and how it is compared. */
class StreamScenarioTest {
  private static final PairReport PAIR = new PairReport(new SideReport(), new SideReport());

  private final StreamScenario scenario = new StreamScenario(StreamScenario.LENGTHS);

  @Test
  void measuresItemsBesideFramesAndTheLimitOfEachLength() {
    List<String> names = names(BenchSettings.NO_LIMIT);
    assertEquals(17, names.size());
    assertEquals(
        List.of("limit-stream@32", "ranvier@32", "ranvier-frames@32", "limit-memory@256"),
        names.subList(0, 4));
    assertEquals(
        List.of(
            "limit-memory@1048576",
            "ranvier@1048576",
            "ranvier-frames@1048576",
            "ranvier-beside-frames@32",
            "ranvier-paced@32"),
        names.subList(12, 17));
  }

  @Test
  void measuresLessInLittleTime() {
    assertEquals(
        List.of(
            "limit-stream@32",
            "ranvier@32",
            "ranvier-frames@32",
            "ranvier@256",
            "ranvier@4096",
            "ranvier@65536",
            "limit-memory@1048576",
            "ranvier@1048576",
            "ranvier-beside-frames@32",
            "ranvier-paced@32"),
        names(1_000));
  }

  /** 100,000 items of 1 MiB a second are more than memory carries. */
  @Test
  void timesNoItemsThatAreTooLongForTheRate() {
    Entrant longOnes = new StreamScenario(List.of(1 << 20)).entrants(settings(1_000)).getLast();
    assertTrue(StreamScenario.isPaced(longOnes), longOnes::toString);
    String reason = scenario.refusal(longOnes).orElseThrow();
    assertTrue(reason.contains("at most 8,000 bytes"), reason);
    Entrant brief = scenario.entrants(settings(1_000)).getLast();
    assertEquals(Optional.empty(), scenario.refusal(brief));
  }

  @Test
  void givesEachEntrantItsLengthAndItsProgram() {
    List<Entrant> entrants = scenario.entrants(settings(1_000));
    assertEquals(256, entrants.get(3).workload().payloadBytes());
    assertSame(StreamProgram.class, entrants.get(3).program());
    assertEquals(32, entrants.getLast().workload().payloadBytes());
    assertSame(PacedProgram.class, entrants.getLast().program());
  }

  @Test
  void comparesWithTheOwnLimitAndItemsWithFrames() {
    BenchSettings settings = settings(1_000);
    SequencedMap<String, SequencedMap<Integer, LimitedMeasurement>> kept = new LinkedHashMap<>();
    kept.put("limit-stream@32", rounds(Map.of(1, rate(100, 100))));
    kept.put("ranvier@32", rounds(Map.of(1, rate(50, 100), 2, rate(1, 4))));
    kept.put("ranvier-frames@32", rounds(Map.of(1, rate(40, 80))));
    kept.put("ranvier@1048576", rounds(Map.of(1, rate(3, 4))));
    kept.put("ranvier-paced@32", rounds(Map.of(1, latency(300, 200))));
    List<Entrant> entrants = scenario.entrants(settings);
    SequencedMap<String, Ratio> ratios = scenario.ratios(entrants, kept);
    assertEquals(
        Map.of(
            "ranvier@32/limit-stream@32",
                new Ratio.Rate(0.375, List.of(0.25, 0.5), List.of(0.5, 0.25)),
            "ranvier@32/ranvier-frames@32",
                new Ratio.Rate(1.25, List.of(1.25, 1.25), List.of(1.25)),
            "ranvier-frames@32/limit-stream@32",
                new Ratio.Rate(0.5, List.of(0.5, 0.5), List.of(0.5)),
            "ranvier@1048576/limit-memory@1048576",
                new Ratio.Rate(0.75, List.of(0.75, 0.75), List.of(0.75)),
            "ranvier-paced@32/limit-paced@32",
                new Ratio.Latency(1.5, 1.5, 100, List.of(1.5, 1.5), List.of(1.5))),
        ratios);
  }

  @Test
  void comparesItemsWithFramesOfTheSamePairsWhereThereAreSuch() {
    SequencedMap<String, SequencedMap<Integer, LimitedMeasurement>> kept = new LinkedHashMap<>();
    kept.put("ranvier@32", rounds(Map.of(1, rate(50, 100))));
    kept.put("ranvier-frames@32", rounds(Map.of(1, rate(100, 100))));
    kept.put("ranvier-beside-frames@32", rounds(Map.of(1, rate(55, 50))));
    SequencedMap<String, Ratio> ratios = scenario.ratios(scenario.entrants(settings(1_000)), kept);
    assertEquals(
        new Ratio.Rate(1.1, List.of(1.1, 1.1), List.of(1.1)),
        ratios.get("ranvier@32/ranvier-frames@32"));
    assertEquals(3, ratios.size());
  }

  @Test
  void saysHowChannelsAreLaidOutAndWhichBarsAreReached() {
    List<String> notes =
        scenario.notes(
            scenario.entrants(settings(1_000)),
            List.of(),
            Map.of(
                "ranvier@32/ranvier-frames@32",
                    new Ratio.Rate(0.9, List.of(0.8, 1.0), List.of(0.8, 1.0)),
                "ranvier@1048576/limit-memory@1048576",
                    new Ratio.Rate(0.699, List.of(0.6, 0.7), List.of(0.6, 0.7))));
    assertEquals(7, notes.size());
    assertEquals(
        "ranvier@4096: window of 512 items, ring of 1,024 cells, payload slots of up to 2,560 KiB",
        notes.get(2));
    assertEquals("ranvier@32/ranvier-frames@32 is 0.900: reaches the bar of 0.90", notes.get(5));
    assertEquals(
        "ranvier@1048576/limit-memory@1048576 is 0.699: misses the bar of 0.70", notes.get(6));
  }

  @Test
  void keepsEachRoundInWhichAnotherContenderStandsInTheLimitsPlace() {
    assertFalse(new OneWayMeasurement(PAIR, 100, 1, 200, 1, false, Optional.empty()).isSteady());
    assertTrue(new OneWayMeasurement(PAIR, 100, 1, 101, 1, false, Optional.empty()).isSteady());
    assertTrue(new OneWayMeasurement(PAIR, 100, 1, 200, 1, true, Optional.empty()).isSteady());
  }

  private List<String> names(long timeLimitNs) {
    return scenario.entrants(settings(timeLimitNs)).stream().map(Entrant::name).toList();
  }

  private BenchSettings settings(long timeLimitNs) {
    Workload workload = new Workload(32, WaitMode.SPIN, 0, 1_000_000);
    return new BenchSettings(scenario.contenders(), workload, 2, CpuPair.UNPINNED, timeLimitNs);
  }

  private static SequencedMap<Integer, LimitedMeasurement> rounds(
      Map<Integer, LimitedMeasurement> rounds) {
    return new TreeMap<>(rounds);
  }

  private static LimitedMeasurement rate(double contender, double limit) {
    return new OneWayMeasurement(PAIR, limit, contender, limit, 1, false, Optional.empty());
  }

  private static LimitedMeasurement latency(double contenderNs, double limitNs) {
    Latency limit = new Latency(limitNs, limitNs);
    Latency contender = new Latency(contenderNs, contenderNs);
    return new LatencyMeasurement(PAIR, limit, contender, limit, Times.histogram());
  }
}
