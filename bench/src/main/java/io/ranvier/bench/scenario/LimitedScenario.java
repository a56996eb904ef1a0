package io.ranvier.bench.scenario;

import io.ranvier.bench.measurement.Comparison;
import io.ranvier.bench.measurement.LatencyMeasurement;
import io.ranvier.bench.measurement.LatencySummary;
import io.ranvier.bench.measurement.LimitedMeasurement;
import io.ranvier.bench.measurement.OneWayMeasurement;
import io.ranvier.bench.measurement.RateSummary;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * A scenario whose pairs measure the hardware's limit, too: figures are rates or latencies, and
 * each is compared with the limit of its own pairs.
 */
abstract sealed class LimitedScenario<M extends LimitedMeasurement> extends Scenario<M>
    permits RoundTrips,
        OneWayScenario,
        BroadcastScenario,
        StreamScenario,
        OpenLoopScenario,
        FanInScenario {
  @Override
  Result result(
      String entrant, Workload workload, double clockStepNs, SequencedMap<Integer, M> byRound) {
    int length = workload.payloadBytes();
    LimitedMeasurement first = byRound.firstEntry().getValue();
    return switch (first) {
      case LatencyMeasurement latency ->
          new LatencySummary(as(LatencyMeasurement.class, byRound), clockStepNs)
              .result(entrant, length);
      case OneWayMeasurement rate ->
          new RateSummary(as(OneWayMeasurement.class, byRound)).result(entrant, length);
    };
  }

  private static <K extends LimitedMeasurement> SequencedMap<Integer, K> as(
      Class<K> kind, SequencedMap<Integer, ? extends LimitedMeasurement> byRound) {
    SequencedMap<Integer, K> typed = new LinkedHashMap<>();
    byRound.forEach((round, found) -> typed.put(round, kind.cast(found)));
    return typed;
  }

  /** Compares an entrant with the limit of its own pairs. */
  Ratio ratioToLimit(List<M> rounds) {
    LimitedMeasurement first = rounds.getFirst();
    return switch (first) {
      case LatencyMeasurement latency ->
          Comparison.ofLatencies(
              of(rounds, LatencyMeasurement.class, LatencyMeasurement::contender),
              of(rounds, LatencyMeasurement.class, LatencyMeasurement::limit));
      case OneWayMeasurement rate ->
          Comparison.ofRates(
              of(rounds, OneWayMeasurement.class, OneWayMeasurement::contender),
              of(rounds, OneWayMeasurement.class, OneWayMeasurement::limit));
    };
  }

  /** Compares two entrants with figures of one kind, entry by entry; at least one. */
  Ratio ratio(List<M> rounds, List<M> others) {
    LimitedMeasurement first = rounds.getFirst();
    return switch (first) {
      case LatencyMeasurement latency ->
          Comparison.ofLatencies(
              of(rounds, LatencyMeasurement.class, LatencyMeasurement::contender),
              of(others, LatencyMeasurement.class, LatencyMeasurement::contender));
      case OneWayMeasurement rate ->
          Comparison.ofRates(
              of(rounds, OneWayMeasurement.class, OneWayMeasurement::contender),
              of(others, OneWayMeasurement.class, OneWayMeasurement::contender));
    };
  }

  private static <K, F> List<F> of(
      List<? extends LimitedMeasurement> rounds, Class<K> kind, Function<K, F> figure) {
    return rounds.stream().map(kind::cast).map(figure).toList();
  }

  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants, SequencedMap<String, SequencedMap<Integer, M>> kept) {
    return new RatioTable<>(this, kept).ratios();
  }
}
