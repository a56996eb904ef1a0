package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.Contenders;
import io.ranvier.bench.peer.Peers;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.SequencedMap;

/** How many messages go one way in a second, or how many calls, many at a time. */
public final class OneWayScenario extends Scenario<OneWayMeasurement> {
  private final String name;
  private final List<? extends Contender> contenders;
  private final int inFlight;

  private OneWayScenario(String name, List<? extends Contender> contenders, int inFlight) {
    this.name = name;
    this.contenders = contenders;
    this.inFlight = inFlight;
  }

  /** Messages that nobody answers. */
  public static OneWayScenario ofMessages() {
    return new OneWayScenario("throughput", Contenders.oneWay(), 1);
  }

  /** Calls, so many under way at a time, beside messages that nobody answers. */
  public static OneWayScenario ofCalls(int inFlight) {
    return new OneWayScenario("throughput-calls", Contenders.pipelined(), inFlight);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<? extends Contender> contenders() {
    return contenders;
  }

  @Override
  public List<? extends Contender> peers() {
    return Peers.oneWay();
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  Class<? extends SideProgram> program() {
    return OneWayProgram.class;
  }

  @Override
  OneWayMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return OneWayMeasurement.of(pair);
  }

  @Override
  void check(
      String contender, Workload workload, SequencedMap<Integer, OneWayMeasurement> byRound) {
    // Every message was checked where it arrived; there is nothing else to check.
  }

  @Override
  Result result(
      String contender,
      Workload workload,
      double clockStepNs,
      SequencedMap<Integer, OneWayMeasurement> byRound) {
    return new RateSummary(byRound).result(contender, workload.payloadBytes());
  }

  @Override
  Ratio ratioToLimit(List<OneWayMeasurement> rounds) {
    return Comparison.ofRates(
        rounds.stream().map(OneWayMeasurement::contender).toList(),
        rounds.stream().map(OneWayMeasurement::limit).toList());
  }

  @Override
  Ratio ratio(List<OneWayMeasurement> rounds, List<OneWayMeasurement> others) {
    return Comparison.ofRates(
        rounds.stream().map(OneWayMeasurement::contender).toList(),
        others.stream().map(OneWayMeasurement::contender).toList());
  }
}
