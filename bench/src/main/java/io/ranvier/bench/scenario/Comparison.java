package io.ranvier.bench.scenario;

import io.ranvier.bench.figures.Series;
import io.ranvier.bench.report.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * Compares figures round by round: entry i of one list with entry i of the other.
 *
 * <p>A ratio is formed in each round first, and the median taken of the ratios: so a placement of
 * the CPUs that lasted some rounds only weighs on both sides of its own ratios.
 */
final class Comparison {
  private Comparison() {}

  /** Compares times; below 1 means that the first ones are shorter. */
  static Ratio.Latency ofLatencies(List<Latency> times, List<Latency> others) {
    Series p50 = series(times, others, (time, other) -> time.p50Ns() / other.p50Ns());
    Series p99 = series(times, others, (time, other) -> time.p99Ns() / other.p99Ns());
    Series overNs = series(times, others, (time, other) -> time.p50Ns() - other.p50Ns());
    return new Ratio.Latency(
        Round.ratio(p50.median()),
        Round.ratio(p99.median()),
        Round.tenth(overNs.median()),
        spread(p50));
  }

  /** Compares rates; above 1 means that the first ones are higher. */
  static Ratio.Rate ofRates(List<Double> rates, List<Double> others) {
    Series series = series(rates, others, (rate, other) -> rate / other);
    return new Ratio.Rate(Round.ratio(series.median()), spread(series));
  }

  private static <F> Series series(
      List<F> figures, List<F> others, ToDoubleBiFunction<F, F> compare) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < figures.size(); i++) {
      values.add(compare.applyAsDouble(figures.get(i), others.get(i)));
    }
    return Series.of(values);
  }

  private static List<Double> spread(Series series) {
    return List.of(Round.ratio(series.min()), Round.ratio(series.max()));
  }
}
