package io.ranvier.bench.figures;

import java.util.Arrays;
import java.util.Collection;

/**
 * One figure taken once per round, reduced over the rounds.
 *
 * @param median the middle value; the mean of the two middle ones of an even number
 * @param min the smallest value
 * @param max the largest value
 */
public record Series(double median, double min, double max) {

  /** Reduces the values of all rounds, in any order; refuses an empty collection. */
  public static Series of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values to reduce");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Series(median(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  /** Returns the middle of the values, which need not be sorted; refuses an empty array. */
  public static double median(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to reduce");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return (sorted.length & 1) == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
