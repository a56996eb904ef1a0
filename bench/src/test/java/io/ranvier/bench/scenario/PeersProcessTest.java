package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.peer.Peers;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every peer in real child JVMs, which check every byte. */
@Timeout(300)
class PeersProcessTest {
  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    Leftovers.assertNone();
  }

  static Stream<String> callers() {
    return Peers.roundTrip().stream().map(Contender::name);
  }

  static Stream<String> senders() {
    return Peers.oneWay().stream().map(Contender::name);
  }

  @Test
  void allPeersCallAndAllButGrpcSendToo() {
    assertEquals(callers().toList(), Peers.pipelined().stream().map(Contender::name).toList());
    assertEquals(callers().filter(name -> !name.equals("grpc")).toList(), senders().toList());
  }

  @ParameterizedTest
  @MethodSource("senders")
  void carriesMessagesOneWay(String name) {
    Contender peer = named(name, Peers.oneWay());
    Result result = run(OneWayScenario.ofMessages(), 33, WaitMode.SPIN, peer).getFirst();
    assertTrue(assertInstanceOf(Result.Rate.class, result).count() > 0, result::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 60_000})
  void answersPipelinedCalls(int payloadBytes) {
    Contender grpc = named("grpc", Peers.pipelined());
    Result result = run(OneWayScenario.ofCalls(64), payloadBytes, WaitMode.SPIN, grpc).getFirst();
    assertTrue(assertInstanceOf(Result.Rate.class, result).count() > 0, result::toString);
  }

  /** A message of 4 MiB, so that a queue fills several of its files of 128 MiB. */
  @Test
  void aQueueGoesOnInItsNextFile() {
    Contender chronicle = named("chronicle", Peers.oneWay());
    Workload workload = new Workload(4 << 20, WaitMode.SPIN, 0, 3_000_000_000L);
    Result result = run(OneWayScenario.ofMessages(), workload, chronicle).getFirst();
    assertTrue(assertInstanceOf(Result.Rate.class, result).count() > 3 * 32, result::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60_001})
  void makeRoundTripsOfEmptyAndLongMessages(int payloadBytes) {
    Contender[] peers = Peers.roundTrip().toArray(Contender[]::new);
    for (Result result : run(new RoundTripScenario(), payloadBytes, WaitMode.SPIN, peers)) {
      Result.Latency latency = assertInstanceOf(Result.Latency.class, result, result::toString);
      assertTrue(latency.count() > 0, latency::toString);
    }
  }

  @Test
  void aPeerThatSpinsRefusesToPark() {
    Contender aeron = named("aeron", Peers.roundTrip());
    Contender tcp = named("tcp", Peers.roundTrip());
    List<Result> results = run(new RoundTripScenario(), 32, WaitMode.PARK, aeron, tcp);
    Result.Unavailable refused = assertInstanceOf(Result.Unavailable.class, results.getFirst());
    assertTrue(refused.unavailable().contains("spin"), refused::toString);
    assertInstanceOf(Result.Latency.class, results.getLast());
  }

  @Test
  void aPeerThatFailsIsReportedAndTheOthersAreMeasured() {
    Contender tcp = named("tcp", Peers.roundTrip());
    List<Result> results = run(new RoundTripScenario(), 32, WaitMode.SPIN, new Fragile(), tcp);
    Result.Unavailable failed = assertInstanceOf(Result.Unavailable.class, results.getFirst());
    assertTrue(failed.unavailable().contains("no such library"), failed::toString);
    assertInstanceOf(Result.Latency.class, results.getLast());
  }

  private static List<Result> run(
      Scenario<?> scenario, int payloadBytes, WaitMode waitMode, Contender... contenders) {
    return run(scenario, new Workload(payloadBytes, waitMode, 50_000_000, 50_000_000), contenders);
  }

  private static List<Result> run(
      Scenario<?> scenario, Workload workload, Contender... contenders) {
    BenchSettings settings =
        new BenchSettings(
            List.of(contenders), workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT);
    return BenchRun.run(scenario, settings, Progress.NONE).report().results();
  }

  private static Contender named(String name, List<? extends Contender> among) {
    return among.stream().filter(peer -> peer.name().equals(name)).findFirst().orElseThrow();
  }

  /** Fails as a peer does whose library is missing. */
  public static final class Fragile implements RoundTripContender {
    /** For the children. */
    public Fragile() {}

    @Override
    public String name() {
      return "fragile";
    }

    @Override
    public boolean mayFail() {
      return true;
    }

    @Override
    public Echo openEcho(Station station) throws IOException {
      throw new IOException("no such library");
    }

    @Override
    public Caller openCaller(Station station) {
      throw new AssertionError("the answering side never opened");
    }
  }
}
