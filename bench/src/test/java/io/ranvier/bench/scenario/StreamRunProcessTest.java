package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.measurement.Latency;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.program.PacedProgram;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Load;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.PairRunner;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams between real child JVMs. */
@Timeout(180)
class StreamRunProcessTest {
  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  @Test
  void measuresRatesOfAllLengthsAndTheLatencyOfTheShortest() {
    StreamScenario scenario = new StreamScenario(List.of(300_000, 33));
    BenchOutcome outcome = run(scenario, WaitMode.SPIN, scenario.contenders());
    RunReport report = outcome.report();
    assertEquals("stream", report.scenario());
    assertNull(report.payloadBytes());
    assertResults(
        report,
        "limit-stream@33",
        "ranvier@33",
        "ranvier-frames@33",
        "limit-memory@300000",
        "ranvier@300000",
        "ranvier-frames@300000",
        "ranvier-beside-frames@33",
        "ranvier-paced@33");
    assertEquals(
        Set.of(
            "ranvier@33/limit-stream@33",
            "ranvier-frames@33/limit-stream@33",
            "ranvier@33/ranvier-frames@33",
            "ranvier@300000/limit-memory@300000",
            "ranvier-frames@300000/limit-memory@300000",
            "ranvier@300000/ranvier-frames@300000",
            "ranvier-paced@33/limit-paced@33"),
        report.ratios().keySet());
    assertEquals(
        report.results().stream().map(Result::name).collect(Collectors.toSet()),
        outcome.times().keySet());
  }

  /** But for the limits, which spin whatever they are told; every pair measures its own. */
  @Test
  void measuresSidesThatSleep() {
    StreamScenario scenario = new StreamScenario(List.of(33));
    List<? extends Contender> contenders =
        scenario.contenders().stream()
            .filter(contender -> !contender.name().startsWith("limit"))
            .toList();
    RunReport report = run(scenario, WaitMode.PARK, contenders).report();
    assertEquals("park", report.waitMode());
    assertResults(
        report, "ranvier@33", "ranvier-frames@33", "ranvier-beside-frames@33", "ranvier-paced@33");
  }

  /** Demands rates of those names, and as the last a latency. */
  private static void assertResults(RunReport report, String... names) {
    List<Result> results = report.results();
    assertEquals(List.of(names), results.stream().map(Result::name).toList());
    for (Result result : results.subList(0, names.length - 1)) {
      Result.Rate rate = assertInstanceOf(Result.Rate.class, result);
      assertTrue(rate.messagesPerSecond() > 0 && rate.count() > 0, rate::toString);
      assertTrue(rate.name().endsWith("@" + rate.payloadBytes()), rate::toString);
      assertEquals(
          rate.payloadBytes() * rate.messagesPerSecond(),
          rate.bytesPerSecond(),
          rate.payloadBytes());
      assertTrue(rate.limitBefore().messagesPerSecond() > 0, rate::toString);
    }
    Result.Latency paced =
        assertInstanceOf(Result.Latency.class, results.getLast(), report::toString);
    assertEquals(33, paced.payloadBytes());
    assertTrue(0 < paced.p50Ns() && paced.p50Ns() <= paced.p99Ns(), paced::toString);
    assertTrue(paced.limitAfter().p50Ns() > 0, paced::toString);
    // All that were due in 20 ms, and the first.
    assertEquals(2_001, paced.count() / paced.perRound().size(), paced::toString);
  }

  @Test
  void failsWhenAnItemArrivesChanged() {
    BenchException.CheckFailed failure =
        assertThrows(
            BenchException.CheckFailed.class,
            () ->
                run(
                    new StreamScenario(List.of(32)),
                    WaitMode.SPIN,
                    List.of(new HamperedItems.Changed())));
    assertTrue(failure.getMessage().contains("number=1000"), failure::getMessage);
  }

  @Test
  void aStallMakesAllItemsLateThatWereDueMeanwhile() {
    Load load = Load.ONE.withPerSecond(100_000);
    Workload workload = new Workload(32, WaitMode.SPIN, 0, 100_000_000, load);
    try (PairRunner runner = PairRunner.open(CpuPair.lastAllowed())) {
      PairReport pair = runner.run(PacedProgram.class, new HamperedItems.Stalling(), workload);
      Latency paced = LatencyMeasurement.ofMessages(pair, 1).contender();
      // Timed from when they were sent, one item of 2,000 would be late.
      assertTrue(paced.p50Ns() > HamperedItems.Stalling.STALL_NS / 4, paced::toString);
    }
  }

  private static BenchOutcome run(
      StreamScenario scenario, WaitMode waitMode, List<? extends Contender> contenders) {
    Workload workload = new Workload(33, waitMode, 0, 20_000_000);
    return BenchRun.run(
        scenario,
        new BenchSettings(contenders, workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT),
        Progress.NONE);
  }
}
