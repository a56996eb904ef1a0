package io.ranvier.bench.measurement;

import io.ranvier.bench.figures.Round;
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
public final class Comparison {
  private Comparison() {}

  /** Compares times; below 1 means that the first ones are shorter. */
  public static Ratio.Latency ofLatencies(List<Latency> times, List<Latency> others) {
    List<Double> p50 = perRound(times, others, (time, other) -> time.p50Ns() / other.p50Ns());
    List<Double> p99 = perRound(times, others, (time, other) -> time.p99Ns() / other.p99Ns());
    List<Double> overNs = perRound(times, others, (time, other) -> time.p50Ns() - other.p50Ns());
    return new Ratio.Latency(
        Round.ratio(Series.of(p50).median()),
        Round.ratio(Series.of(p99).median()),
        Round.tenth(Series.of(overNs).median()),
        spread(Series.of(p50)),
        rounded(p50));
  }

  /** Compares rates; above 1 means that the first ones are higher. */
  public static Ratio.Rate ofRates(List<Double> rates, List<Double> others) {
    List<Double> perRound = perRound(rates, others, (rate, other) -> rate / other);
    Series series = Series.of(perRound);
    return new Ratio.Rate(Round.ratio(series.median()), spread(series), rounded(perRound));
  }

  private static <F> List<Double> perRound(
      List<F> figures, List<F> others, ToDoubleBiFunction<F, F> compare) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < figures.size(); i++) {
      values.add(compare.applyAsDouble(figures.get(i), others.get(i)));
    }
    return values;
  }

  private static List<Double> rounded(List<Double> ratios) {
    return ratios.stream().map(Round::ratio).toList();
  }

  private static List<Double> spread(Series series) {
    return List.of(Round.ratio(series.min()), Round.ratio(series.max()));
  }
}
