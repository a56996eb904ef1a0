package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams between real child JVMs. */
@Timeout(180)
class StreamRunProcessTest {
  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  @ParameterizedTest
  @EnumSource(WaitMode.class)
  void measuresRatesOfAllLengthsAndTheLatencyOfTheShortest(WaitMode waitMode) {
    StreamScenario scenario = new StreamScenario(List.of(300_000, 33));
    BenchOutcome outcome = run(scenario, waitMode, scenario.contenders());
    RunReport report = outcome.report();
    assertEquals("stream", report.scenario());
    assertNull(report.payloadBytes());
    assertEquals(
        List.of(
            "limit-stream@33",
            "ranvier@33",
            "ranvier-frames@33",
            "limit-memory@300000",
            "ranvier@300000",
            "ranvier-frames@300000",
            "ranvier-beside-frames@33",
            "ranvier-paced@33"),
        report.results().stream().map(Result::name).toList());
    for (Result result : report.results().subList(0, 7)) {
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
        assertInstanceOf(Result.Latency.class, report.results().getLast(), report::toString);
    assertEquals(33, paced.payloadBytes());
    assertTrue(0 < paced.p50Ns() && paced.p50Ns() <= paced.p99Ns(), paced::toString);
    assertTrue(paced.limitAfter().p50Ns() > 0, paced::toString);
    // All that were due in 100 ms, and the first.
    assertEquals(10_001, paced.count() / paced.perRound().size(), paced::toString);
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
    RunReport report =
        run(new StreamScenario(List.of(32)), WaitMode.SPIN, List.of(new HamperedItems.Stalling()))
            .report();
    Result.Latency paced = assertInstanceOf(Result.Latency.class, report.results().getLast());
    // Timed from when they were sent, one item of 2,000 would be late.
    assertTrue(paced.p50Ns() > HamperedItems.Stalling.STALL_NS / 4, paced::toString);
  }

  private static BenchOutcome run(
      StreamScenario scenario, WaitMode waitMode, List<? extends Contender> contenders) {
    Workload workload = new Workload(33, waitMode, 100_000_000, 100_000_000);
    return BenchRun.run(
        scenario,
        new BenchSettings(contenders, workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT),
        Progress.NONE);
  }
}
