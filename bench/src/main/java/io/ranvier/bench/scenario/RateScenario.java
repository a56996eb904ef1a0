package io.ranvier.bench.scenario;

import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.SequencedMap;

/** A scenario that counts messages in a second, and nothing else. */
abstract sealed class RateScenario extends Scenario<OneWayMeasurement>
    permits OneWayScenario, BroadcastScenario {
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
