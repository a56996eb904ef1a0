package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.Contenders;
import io.ranvier.bench.peer.Peers;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.SequencedMap;

/** How long a request and its reply take, one at a time. */
public final class RoundTripScenario extends LimitedScenario<LatencyMeasurement> {
  /** Stateless. */
  public RoundTripScenario() {}

  @Override
  public String name() {
    return "rtt";
  }

  @Override
  public List<? extends Contender> contenders() {
    return Contenders.roundTrip();
  }

  @Override
  public List<? extends Contender> peers() {
    return Peers.roundTrip();
  }

  @Override
  Class<? extends SideProgram> program() {
    return RoundTripProgram.class;
  }

  @Override
  LatencyMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return LatencyMeasurement.ofRoundTrips(pair, clockStepNs);
  }

  @Override
  void check(
      String contender, Workload workload, SequencedMap<Integer, LatencyMeasurement> byRound) {
    ParkCount.check(contender, workload, byRound.values());
  }
}
