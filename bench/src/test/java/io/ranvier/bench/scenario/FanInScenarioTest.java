package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.measurement.Latency;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.measurement.LimitedMeasurement;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.program.OneWayProgram;
import io.ranvier.bench.program.Phase;
import io.ranvier.bench.program.Section;
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
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Who takes part, and how that is judged. */
class FanInScenarioTest {
  private final FanInScenario scenario = new FanInScenario(FanInScenario.CLIENTS, 63, 2);
  private final List<Entrant> entrants = scenario.entrants(settings());

  @Test
  void measuresEachNumberOfClientsAndOneAmongIdleConnections() {
    assertEquals(
        List.of("ranvier-1", "ranvier-2", "ranvier-4", "ranvier-8", "ranvier-among-64"),
        entrants.stream().map(Entrant::name).toList());
    assertEquals(
        List.of(1, 2, 4, 8, 2),
        entrants.stream().map(entrant -> entrant.workload().receivers()).toList());
    assertEquals(63, entrants.getLast().workload().load().connections());
  }

  @Test
  void sleepsWhereThereAreMoreProcessesThanCpus() {
    assertEquals(
        List.of(WaitMode.SPIN, WaitMode.PARK, WaitMode.PARK, WaitMode.PARK, WaitMode.SPIN),
        entrants.stream().map(entrant -> entrant.workload().waitMode()).toList());
  }

  @Test
  void addsUpWhatTheClientsDidInTheirOwnTimes() {
    SideReport server = new SideReport();
    put(server, Phase.LIMIT_BEFORE, 100);
    put(server, Phase.CONTENDER, 0);
    put(server, Phase.LIMIT_AFTER, 104);
    SideReport slow = new SideReport();
    put(slow, Phase.CONTENDER, 10);
    SideReport fast = new SideReport();
    put(fast, Phase.CONTENDER, 30);
    OneWayMeasurement found =
        OneWayMeasurement.ofClients(new PairReport(server, List.of(slow, fast)));
    assertEquals(40, found.contender());
    assertEquals(40, found.count());
    assertEquals(102, found.limit());
    assertTrue(found.isSteady());
    assertEquals(List.of(10.0, 30.0), OneWayMeasurement.clientRates(found.pair()).boxed().toList());
  }

  @Test
  void comparesWithTheLimitAndWithOneClientAlone() {
    PairReport pair = new PairReport(new SideReport(), new SideReport());
    Latency alone = new Latency(200, 300);
    Latency among = new Latency(250, 300);
    SequencedMap<String, SequencedMap<Integer, LimitedMeasurement>> kept = new LinkedHashMap<>();
    kept.put(
        "ranvier-among-64",
        new TreeMap<>(
            Map.of(1, new LatencyMeasurement(pair, alone, among, alone, Times.histogram()))));
    Map<String, Ratio> ratios = scenario.ratios(entrants, kept);
    assertEquals(
        Map.of(
            "ranvier-among-64/ranvier-alone",
            new Ratio.Latency(1.25, 1, 50, List.of(1.25, 1.25), List.of(1.25))),
        ratios);
    List<String> notes = scenario.notes(entrants, List.of(), ratios);
    assertEquals(
        "ranvier-among-64/ranvier-alone is 1.250: reaches the bar of 1.30", notes.getLast());
    assertEquals("ranvier-2: 2 client processes, wait=park", notes.get(1));
  }

  private static void put(SideReport report, Phase phase, int count) {
    Histogram times = Times.histogram();
    if (count > 0) {
      times.recordValueWithCount(5, count);
    }
    OneWayProgram.put(phase, new Section(count, TimeUnit.SECONDS.toNanos(1), times), report);
  }

  private BenchSettings settings() {
    Workload workload = new Workload(32, WaitMode.SPIN, 0, 1_000_000);
    return new BenchSettings(
        scenario.contenders(), workload, 1, CpuPair.UNPINNED, BenchSettings.NO_LIMIT);
  }
}
