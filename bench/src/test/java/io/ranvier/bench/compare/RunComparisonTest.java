package io.ranvier.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.compare.Change.Verdict;
import io.ranvier.bench.report.Environment;
import io.ranvier.bench.report.JsonReport;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.report.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunComparisonTest {
  private static final List<Double> CALM = List.of(1.60, 1.61, 1.62, 1.63, 1.64);

  @TempDir private Path directory;

  @Test
  void aRunIsNoSlowerThanItself() throws IOException {
    SavedRun run = saved("a", 32, "Linux 1", CALM);
    RunComparison comparison = RunComparison.of(run, run);
    assertFalse(comparison.isSlower());
    assertEquals(List.of(), comparison.warnings());
    assertEquals(
        List.of("ranvier p50", "ranvier p99", "uds", "ranvier/limit", "uds/limit"),
        names(comparison));
    assertTrue(
        comparison.changes().stream().allMatch(change -> change.verdict() == Verdict.SAME),
        comparison::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "1.7, SLOWER, true",
    "1.5, FASTER, false",
    "1.61, SAME, false", // it overlaps
    "1.645, SAME, false" // it does not overlap, and is less than 2 %
  })
  void tellsAChangeFromNoise(double from, Verdict verdict, boolean slower) throws IOException {
    RunComparison comparison =
        RunComparison.of(
            saved("a", 32, "Linux 1", CALM), saved("b", 32, "Linux 1", steps(from, 0.001, 5)));
    Change change = named(comparison, "ranvier/limit");
    assertEquals(verdict, change.verdict(), change::toString);
    assertEquals(slower, comparison.isSlower());
  }

  @Test
  void fewRoundsTellNothing() throws IOException {
    RunComparison comparison =
        RunComparison.of(
            saved("a", 32, "Linux 1", CALM.subList(0, 4)),
            saved("b", 32, "Linux 1", List.of(9.0, 9.1, 9.2, 9.3)));
    assertEquals(Verdict.UNTOLD, named(comparison, "ranvier/limit").verdict());
    String text = ChangeTable.write(comparison);
    assertTrue(
        text.contains("Too few rounds to tell, measure with more (--rounds): ranvier/limit"));
    assertFalse(comparison.isSlower());
    assertFalse(comparison.isTold());
  }

  /** A contender of ours that could not be measured, or was not believed, has no ratio to judge. */
  @Test
  void namesWhatOfOursTheSecondRunLacks() throws IOException {
    RunReport before = report(32, "Linux 1", CALM, 100, 2.0);
    RunReport after = without(before, "ranvier", "ranvier/limit");
    assertEquals(List.of(), RunComparison.of(saved("a", before), saved("b", after)).lost());
    List<Result> results = new ArrayList<>(after.results());
    results.add(new Result.Unavailable("ranvier", "did not park"));
    RunReport lost =
        new RunReport(
            after.scenario(),
            after.payloadBytes(),
            after.waitMode(),
            after.inFlight(),
            after.rounds(),
            after.environment(),
            results,
            after.ratios(),
            after.discardedRounds());
    RunComparison comparison = RunComparison.of(saved("a", before), saved("b", lost));
    assertEquals(List.of("ranvier"), comparison.lost());
    String text = ChangeTable.write(comparison);
    assertTrue(text.contains("Measured in A and not in B: ranvier"), text);
  }

  /** Rates: more is faster. Ratios of others and figures that move with the host do not count. */
  @Test
  void onlyOurRatiosMakeARunSlower() throws IOException {
    RunReport before = report(32, "Linux 1", CALM, 100, 2.0);
    RunReport after = report(32, "Linux 1", CALM, 50, 4.0);
    RunComparison comparison = RunComparison.of(saved("a", before), saved("b", after));
    assertEquals(Verdict.SLOWER, named(comparison, "uds").verdict());
    assertEquals(Verdict.SLOWER, named(comparison, "uds/limit").verdict());
    assertFalse(comparison.isSlower());
    RunComparison back = RunComparison.of(saved("a", after), saved("b", before));
    assertEquals(Verdict.FASTER, named(back, "uds").verdict());
  }

  @Test
  void warnsOfAnotherMachineAndOfContendersThatOneRunLacks() throws IOException {
    SavedRun before = saved("a", 32, "Linux 1", CALM);
    SavedRun after = saved("b", without(report(32, "Linux 2", CALM, 100, 2.0), "uds", "uds/limit"));
    RunComparison comparison = RunComparison.of(before, after);
    assertEquals(
        List.of(
            "kernel differs: Linux 1 and Linux 2",
            "uds is only in " + before.file(),
            "uds/limit is only in " + before.file()),
        comparison.warnings());
  }

  @Test
  void refusesOtherPayloads() throws IOException {
    SavedRun before = saved("a", 32, "Linux 1", CALM);
    SavedRun after = saved("b", 64, "Linux 1", CALM);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> RunComparison.of(before, after));
    assertTrue(refused.getMessage().contains("payloadBytes differs: 32 and 64"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no json at all                                      | is not a result",
        "[]                                                  | is not a result",
        "{}                                                  | \"environment\" is missing",
        "{\"environment\": {}}                               | \"scenario\" is missing",
        "{\"environment\": {}, \"scenario\": \"rtt\"}        | \"results\" is missing",
        "{\"environment\":{},\"scenario\":\"r\",\"results\":[7]} | \"results\" is missing"
      })
  void refusesWhatIsNoResult(String text, String reason) throws IOException {
    Path file = Files.writeString(directory.resolve("x.json"), text);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SavedRun.read(file));
    assertTrue(refused.getMessage().contains(reason), refused::getMessage);
    assertTrue(refused.getMessage().contains(file.toString()), refused::getMessage);
  }

  /** As written before rounds of ratios were. */
  @Test
  void refusesRatiosWithoutRounds() throws IOException {
    String text = JsonReport.write(report(32, "Linux 1", CALM, 100, 2.0));
    Path file =
        Files.writeString(
            directory.resolve("x.json"), text.replaceAll(",\"perRound\":\\[[0-9.,]+\\]", ""));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SavedRun.read(file));
    assertTrue(refused.getMessage().contains("\"perRound\" is missing"), refused::getMessage);
  }

  @Test
  void theTableNamesEachFigureAndTheVerdict() throws IOException {
    String text =
        ChangeTable.write(
            RunComparison.of(
                saved("a", 32, "Linux 1", CALM), saved("b", 32, "Linux 1", steps(2, 0.001, 5))));
    for (String name : List.of("ranvier p50", "ranvier p99", "uds", "ranvier/limit", "100 /s")) {
      assertTrue(text.contains(name), text);
    }
    assertTrue(text.contains("SLOWER"), text);
    assertTrue(text.endsWith("Slower beyond noise: ranvier/limit" + System.lineSeparator()), text);
  }

  private static List<String> names(RunComparison comparison) {
    return comparison.changes().stream().map(change -> change.figure().name()).toList();
  }

  private static Change named(RunComparison comparison, String name) {
    return comparison.changes().stream()
        .filter(change -> change.figure().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private SavedRun saved(String name, int payloadBytes, String kernel, List<Double> ratios)
      throws IOException {
    return saved(name, report(payloadBytes, kernel, ratios, 100, 2.0));
  }

  private SavedRun saved(String name, RunReport report) throws IOException {
    Path file = directory.resolve(name + ".json");
    return SavedRun.read(Files.writeString(file, JsonReport.write(report)));
  }

  private static List<Double> steps(double from, double step, int count) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(from + i * step);
    }
    return values;
  }

  /** A run with times of ours and rates of others, which no scenario mixes. */
  private static RunReport report(
      int payloadBytes, String kernel, List<Double> ratios, double udsRate, double udsRatio) {
    Result.LatencyLimit limit = new Result.LatencyLimit(100, 120);
    Result.RateLimit rateLimit = new Result.RateLimit(1000);
    List<Result.LatencyRound> times = new ArrayList<>();
    List<Result.RateRound> rates = new ArrayList<>();
    for (int i = 0; i < ratios.size(); i++) {
      times.add(new Result.LatencyRound(i + 1, 160, 300 + i, limit, limit));
      rates.add(new Result.RateRound(i + 1, udsRate, rateLimit, rateLimit));
    }
    Map<String, Ratio> byName = new TreeMap<>();
    byName.put("ranvier/limit", new Ratio.Latency(1, 1, 60, List.of(1.0, 2.0), ratios));
    byName.put(
        "uds/limit",
        new Ratio.Latency(1, 1, 60, List.of(1.0, 2.0), steps(udsRatio, 0.001, ratios.size())));
    return new RunReport(
        "rtt",
        payloadBytes,
        "spin",
        1,
        ratios.size(),
        new Environment(
            "25",
            "a processor",
            kernel,
            "abc",
            "2025-01-01T00:00:00Z",
            1,
            List.of(0, 1),
            10,
            100,
            1_000,
            new Topology(1, 2, 2, List.of()),
            List.of()),
        List.of(
            new Result.Latency(
                "ranvier", payloadBytes, 150, 160, 170, 180, 190, 9, limit, limit, null, times),
            new Result.Rate("uds", payloadBytes, udsRate, 1, 9, rateLimit, rateLimit, rates),
            new Result.Unavailable("aeron", "it is not there")),
        byName,
        0);
  }

  private static RunReport without(RunReport report, String contender, String ratio) {
    Map<String, Ratio> ratios = new TreeMap<>(report.ratios());
    ratios.remove(ratio);
    return new RunReport(
        report.scenario(),
        report.payloadBytes(),
        report.waitMode(),
        report.inFlight(),
        report.rounds(),
        report.environment(),
        report.results().stream().filter(it -> !it.name().equals(contender)).toList(),
        ratios,
        report.discardedRounds());
  }
}
