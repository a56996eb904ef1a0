package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.measurement.ConnectMeasurement;
import io.ranvier.bench.measurement.ConnectSummary;
import io.ranvier.bench.measurement.Latency;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How connects are compared and judged. */
class ConnectScenarioTest {
  private static final PairReport PAIR = new PairReport(new SideReport(), new SideReport());

  private final ConnectScenario scenario = new ConnectScenario();

  @Test
  void comparesWarmConnectsRoundByRound() {
    SequencedMap<String, SequencedMap<Integer, ConnectMeasurement>> kept = new LinkedHashMap<>();
    kept.put("ranvier", new TreeMap<>(Map.of(1, round(9_000, 300, 0), 2, round(9_000, 400, 0))));
    kept.put("uds", new TreeMap<>(Map.of(2, round(9_000, 100, 0))));
    assertEquals(
        Map.of("ranvier/uds", new Ratio.Latency(4, 4, 300, List.of(4.0, 4.0), List.of(4.0))),
        scenario.ratios(List.of(), kept));
  }

  @Test
  void takesTheMedianOfColdConnectsAndTheMostMemory() {
    Result.Connect found =
        new ConnectSummary(
                new TreeMap<>(
                    Map.of(
                        1, round(9_000, 1, 5_000),
                        2, round(7_000, 1, 6_000),
                        3, round(8_000, 1, Contender.UNCOUNTED))),
                1)
            .result("ranvier", 32);
    assertEquals(8_000, found.coldNs());
    assertEquals(6_000, found.memoryBytes());
    assertNull(
        new ConnectSummary(new TreeMap<>(Map.of(1, round(1, 1, Contender.UNCOUNTED))), 1)
            .result("uds", 32)
            .memoryBytes());
  }

  @Test
  void saysWhichBarsAreReached() {
    assertEquals(
        List.of(
            "ranvier: p50 of a warm connect is 2.000 ms: reaches the bar of 2.00 ms",
            "ranvier: allocated memory of a connection of default settings is 1.500 MiB:"
                + " misses the bar of 1.00 MiB"),
        notes(2e6, 3L << 19));
    assertTrue(notes(2.1e6, null).getFirst().contains("misses the bar of 2.00 ms"));
    assertTrue(notes(2.1e6, null).getLast().contains("is not known"));
  }

  private List<String> notes(double p50Ns, Long memoryBytes) {
    Result result =
        new Result.Connect("ranvier", 32, 1, p50Ns, 1, 1, 1, 1, 1, memoryBytes, List.of());
    return scenario.notes(List.of(), List.of(result), Map.of());
  }

  private static ConnectMeasurement round(long coldNs, double warmNs, long memoryBytes) {
    Latency warm = new Latency(warmNs, warmNs);
    return new ConnectMeasurement(PAIR, coldNs, memoryBytes, warm, Times.histogram());
  }
}
