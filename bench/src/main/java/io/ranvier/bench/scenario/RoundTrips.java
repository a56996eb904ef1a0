package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.measurement.ParkCount;
import io.ranvier.bench.peer.Peers;
import io.ranvier.bench.program.RoundTripProgram;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** What the scenarios of round trips have in common: one request at a time, each timed. */
abstract sealed class RoundTrips extends LimitedScenario<LatencyMeasurement>
    permits RoundTripScenario, LargeScenario {
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
  Optional<String> doubt(Workload workload, SequencedMap<Integer, LatencyMeasurement> byRound) {
    return ParkCount.doubt(workload, byRound.values());
  }
}
