package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.report.HistogramFiles;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Load;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class BenchRunProcessTest {
  private static final long SHORT_NS = 20_000_000;

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  @Test
  void measuresRoundTrips() {
    Workload workload = new Workload(32, WaitMode.SPIN, 50_000_000, 100_000_000);
    RunReport report =
        BenchRun.run(
                new RoundTripScenario(),
                settings(workload, List.of(named("limit", Contenders.roundTrip()), uds())),
                Progress.NONE)
            .report();
    assertEquals("rtt", report.scenario());
    assertEquals("spin", report.waitMode());
    Result.Latency limit = assertInstanceOf(Result.Latency.class, report.results().get(0));
    Result.Latency uds = assertInstanceOf(Result.Latency.class, report.results().get(1));
    assertEquals("limit", limit.name());
    assertTrue(limit.count() > 0 && limit.p50Ns() > 0, limit::toString);
    assertTrue(limit.p50Ns() <= limit.p90Ns(), limit::toString);
    assertTrue(limit.p90Ns() <= limit.p99Ns(), limit::toString);
    assertTrue(uds.limitBefore().p50Ns() > 0 && uds.limitAfter().p50Ns() > 0, uds::toString);
    assertEquals(1, uds.perRound().size());
    assertEquals(Set.of("uds/limit"), report.ratios().keySet());
    Ratio.Latency ratio = assertInstanceOf(Ratio.Latency.class, report.ratios().get("uds/limit"));
    assertTrue(ratio.p50() > 1, ratio::toString);
    assertEquals(1, report.environment().tier());
    assertEquals(
        CpuPair.lastAllowed(),
        new CpuPair(
            report.environment().pinnedCpus().getFirst(),
            report.environment().pinnedCpus().getLast()));
  }

  @Test
  void carriesLongPayloads() {
    Contender calls = named("ranvier", Contenders.roundTrip());
    Contender frames = named("ranvier-frames", Contenders.roundTrip());
    for (Result result : rtt(300_000, calls, frames).report().results()) {
      Result.Latency latency = assertInstanceOf(Result.Latency.class, result);
      assertTrue(latency.count() > 0, latency::toString);
    }
  }

  @Test
  void measuresOneWayMessages(@TempDir Path directory) throws IOException {
    BenchOutcome outcome =
        BenchRun.run(
            OneWayScenario.ofMessages(),
            settings(33, List.copyOf(Contenders.oneWay())),
            Progress.NONE);
    Result.Rate limit = assertInstanceOf(Result.Rate.class, outcome.report().results().getFirst());
    assertEquals("limit-stream", limit.name());
    assertTrue(limit.messagesPerSecond() > 0 && limit.count() > 0, limit::toString);
    assertEquals(33 * limit.messagesPerSecond(), limit.bytesPerSecond(), 33);
    assertTrue(limit.limitBefore().messagesPerSecond() > 0, limit::toString);
    assertEquals(
        Set.of("ranvier-frames/limit-stream", "uds/limit-stream", "ranvier-frames/uds"),
        outcome.report().ratios().keySet());

    HistogramFiles.write(directory, "throughput", outcome.times());
    Set<String> files = new TreeSet<>();
    try (var entries = Files.newDirectoryStream(directory)) {
      entries.forEach(file -> files.add(file.getFileName().toString()));
    }
    assertTrue(files.contains("throughput-limit-stream.hgrm"), files::toString);
    assertTrue(Files.readString(directory.resolve("throughput-uds.hgrm")).contains("Percentile"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 1024})
  void measuresPipelinedCalls(int inFlight) {
    OneWayScenario scenario = OneWayScenario.ofCalls(inFlight);
    Workload workload =
        new Workload(33, WaitMode.SPIN, 0, SHORT_NS, Load.ONE.withInFlight(inFlight));
    BenchOutcome outcome =
        BenchRun.run(
            scenario,
            settings(workload, List.of(named("ranvier", Contenders.pipelined()))),
            Progress.NONE);
    Result.Rate rate = assertInstanceOf(Result.Rate.class, outcome.report().results().getFirst());
    assertTrue(rate.count() > inFlight, rate::toString);
    assertEquals("throughput-calls", outcome.report().scenario());
    assertEquals(inFlight, outcome.report().inFlight());
  }

  @Test
  void failsWhenARequestArrivesChanged() {
    assertContentFails(new CorruptingContender.OfRequest());
  }

  @Test
  void failsWhenAReplyArrivesChanged() {
    assertContentFails(new CorruptingContender.OfReply());
  }

  @Test
  void waitsForWhoFoundChangedBytesWhenTheOtherFailsFirst() {
    BenchException.CheckFailed failure =
        assertThrows(BenchException.CheckFailed.class, () -> rtt(32, new LateTeller()));
    assertTrue(failure.getMessage().contains("these bytes"), failure::getMessage);
  }

  @Test
  void saysWhyAChildFailedAndEndsTheOther() {
    BenchException.Broken failure =
        assertThrows(BenchException.Broken.class, () -> rtt(32, new FailingContender()));
    assertTrue(failure.getMessage().contains("no such daemon"), failure::getMessage);
  }

  @Test
  void keepsTheOthersWhenOneMustNotBeBelieved() {
    Workload parked = new Workload(32, WaitMode.PARK, 0, SHORT_NS);
    BenchOutcome outcome =
        BenchRun.run(
            new RoundTripScenario(),
            settings(parked, List.of(new Sleepless(), uds())),
            Progress.NONE);
    assertEquals(Set.of("sleepless"), outcome.doubts().keySet());
    Result.Unavailable sleepless =
        assertInstanceOf(Result.Unavailable.class, outcome.report().results().getFirst());
    assertTrue(sleepless.unavailable().startsWith("did not park: "), sleepless::toString);
    Result.Latency uds =
        assertInstanceOf(Result.Latency.class, outcome.report().results().getLast());
    assertTrue(uds.count() > 0, uds::toString);
    assertEquals(Set.of("uds/limit"), outcome.report().ratios().keySet());
    assertEquals(Set.of("uds"), outcome.times().keySet());
  }

  @Test
  void reportsAContenderThatCannotRun() {
    RunReport report = rtt(32, new Unwilling()).report();
    assertEquals(
        List.of(new Result.Unavailable("unwilling", "needs what is not here")), report.results());
  }

  private static void assertContentFails(Contender contender) {
    BenchException.CheckFailed failure =
        assertThrows(BenchException.CheckFailed.class, () -> rtt(32, contender));
    assertTrue(failure.getMessage().contains("number=2,"), failure::getMessage);
  }

  private static BenchOutcome rtt(int payloadBytes, Contender... contenders) {
    return BenchRun.run(
        new RoundTripScenario(), settings(payloadBytes, List.of(contenders)), Progress.NONE);
  }

  private static BenchSettings settings(int payloadBytes, List<Contender> contenders) {
    return settings(new Workload(payloadBytes, WaitMode.SPIN, 0, SHORT_NS), contenders);
  }

  private static BenchSettings settings(Workload workload, List<Contender> contenders) {
    return new BenchSettings(
        contenders, workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT);
  }

  private static Contender uds() {
    return named("uds", Contenders.roundTrip());
  }

  private static Contender named(String name, List<? extends Contender> among) {
    return among.stream().filter(contender -> contender.name().equals(name)).findFirst().get();
  }

  /** Cannot run; nobody may try. */
  private static final class Unwilling implements RoundTripContender {
    @Override
    public String name() {
      return "unwilling";
    }

    @Override
    public Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
      return Optional.of("needs what is not here");
    }

    @Override
    public Echo openEcho(Station station) {
      throw new AssertionError();
    }

    @Override
    public Caller openCaller(Station station) {
      throw new AssertionError();
    }
  }
}
