package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.Contenders;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.peer.Peers;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.SequencedMap;

/** How long a request and its reply take, one at a time. */
public final class RoundTripScenario extends LimitedScenario<LatencyMeasurement> {
  /** A side that waits by parking sleeps about once per round trip; fewer means that it spun. */
  static final double LEAST_PARKS = 0.95;

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
    if (workload.waitMode() != WaitMode.PARK) {
      return;
    }
    Result.Parks parks = ParkCount.perRoundTrip(byRound.values());
    if (parks != null && Math.min(parks.calling(), parks.answering()) < LEAST_PARKS) {
      throw new BenchException.CheckFailed(
          "%s did not park: calling=%.3f, answering=%.3f sleeps per round trip; least=%.2f"
              .formatted(contender, parks.calling(), parks.answering(), LEAST_PARKS));
    }
  }
}
