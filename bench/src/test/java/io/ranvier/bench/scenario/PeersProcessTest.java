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
import java.util.ArrayList;
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

  /** Messages of a queue come below. */
  static Stream<String> sendersWithoutFiles() {
    return senders().filter(name -> !name.equals("chronicle"));
  }

  @Test
  void allPeersCallAndAllButGrpcSendToo() {
    assertEquals(callers().toList(), Peers.pipelined().stream().map(Contender::name).toList());
    assertEquals(callers().filter(name -> !name.equals("grpc")).toList(), senders().toList());
  }

  @ParameterizedTest
  @MethodSource("sendersWithoutFiles")
  void carriesMessagesOneWay(String name) {
    Contender peer = named(name, Peers.oneWay());
    Result result = run(OneWayScenario.ofMessages(), 33, WaitMode.SPIN, List.of(peer)).getFirst();
    assertTrue(assertInstanceOf(Result.Rate.class, result).count() > 0, result::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 60_000})
  void answersPipelinedCalls(int payloadBytes) {
    Contender grpc = named("grpc", Peers.pipelined());
    Result result =
        run(OneWayScenario.ofCalls(64), payloadBytes, WaitMode.SPIN, List.of(grpc)).getFirst();
    assertTrue(assertInstanceOf(Result.Rate.class, result).count() > 0, result::toString);
  }

  /**
   * A message of 4 MiB, so that a queue fills several of its files of 128 MiB; longer where the
   * host is slow.
   */
  @Test
  void aQueueGoesOnInItsNextFile() {
    Contender chronicle = named("chronicle", Peers.oneWay());
    long sent = 0;
    for (long durationNs = 1_000_000_000; sent <= 3 * 32; durationNs *= 2) {
      Workload workload = new Workload(4 << 20, WaitMode.SPIN, 0, durationNs);
      Result result = run(OneWayScenario.ofMessages(), workload, List.of(chronicle)).getFirst();
      sent = assertInstanceOf(Result.Rate.class, result, result::toString).count();
    }
  }

  @Test
  void makeRoundTripsOfLongMessages() {
    assertMeasured(run(new RoundTripScenario(), 60_001, WaitMode.SPIN, Peers.roundTrip()));
  }

  @Test
  void answerLongRequestsShortly() {
    assertMeasured(run(new LargeScenario(), 60_001, WaitMode.SPIN, Peers.roundTrip()));
  }

  /** Without those over streams of bytes, which have a test of their own for that. */
  @Test
  void makeRoundTripsOfEmptyMessagesThoughOneOfThemFails() {
    List<Contender> peers = new ArrayList<>(List.of(new Fragile()));
    peers.addAll(Peers.roundTrip());
    peers.removeIf(peer -> peer.name().equals("tcp") || peer.name().equals("pipe"));
    List<Result> results = run(new RoundTripScenario(), 0, WaitMode.SPIN, peers);
    Result.Unavailable failed = assertInstanceOf(Result.Unavailable.class, results.getFirst());
    assertTrue(failed.unavailable().contains("no such library"), failed::toString);
    assertMeasured(results.subList(1, results.size()));
  }

  private static void assertMeasured(List<Result> results) {
    for (Result result : results) {
      Result.Latency latency = assertInstanceOf(Result.Latency.class, result, result::toString);
      assertTrue(latency.count() > 0, latency::toString);
    }
  }

  @Test
  void aPeerThatSpinsRefusesToPark() {
    Contender aeron = named("aeron", Peers.roundTrip());
    Contender tcp = named("tcp", Peers.roundTrip());
    List<Result> results = run(new RoundTripScenario(), 32, WaitMode.PARK, List.of(aeron, tcp));
    Result.Unavailable refused = assertInstanceOf(Result.Unavailable.class, results.getFirst());
    assertTrue(refused.unavailable().contains("spin"), refused::toString);
    assertInstanceOf(Result.Latency.class, results.getLast());
  }

  private static List<Result> run(
      Scenario<?> scenario,
      int payloadBytes,
      WaitMode waitMode,
      List<? extends Contender> contenders) {
    return run(scenario, new Workload(payloadBytes, waitMode, 0, 20_000_000), contenders);
  }

  private static List<Result> run(
      Scenario<?> scenario, Workload workload, List<? extends Contender> contenders) {
    BenchSettings settings =
        new BenchSettings(contenders, workload, 1, CpuPair.lastAllowed(), BenchSettings.NO_LIMIT);
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
