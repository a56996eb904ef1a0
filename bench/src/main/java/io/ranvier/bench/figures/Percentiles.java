package io.ranvier.bench.figures;

import org.HdrHistogram.Histogram;

/**
 * Percentiles of a histogram of times that were read from a coarse clock.
 *
 * <p>A time of d nanoseconds read from a clock with step q is seen as one of the two multiples of q
 * around d, and on average as d. So the samples of one multiple are spread evenly over the q
 * nanoseconds around it before the percentile is looked up; with a step of 1 ns this is the plain
 * percentile.
 */
public final class Percentiles {
  /** Above so many steps the step no longer shows. */
  private static final double FINE = 100;

  private Percentiles() {}

  /**
   * Returns a percentile in nanoseconds.
   *
   * @param percentile from 0 to 100
   * @param clockStepNs the clock's step, see {@link ClockStep}
   */
  public static double valueNs(Histogram histogram, double percentile, double clockStepNs) {
    long raw = histogram.getValueAtPercentile(percentile);
    if (clockStepNs <= 1.0 || raw > FINE * clockStepNs) {
      return raw;
    }
    double centre = Math.rint(raw / clockStepNs) * clockStepNs;
    double low = centre - clockStepNs / 2;
    long firstInside = Math.max(0, (long) Math.ceil(low));
    long lastInside = (long) Math.ceil(low + clockStepNs) - 1;
    long inside = histogram.getCountBetweenValues(firstInside, lastInside);
    long below = firstInside == 0 ? 0 : histogram.getCountBetweenValues(0, firstInside - 1);
    double wanted = histogram.getTotalCount() * percentile / 100.0 - below;
    if (inside == 0) {
      return raw;
    }
    double share = Math.clamp(wanted / inside, 0.0, 1.0);
    return Math.max(0, low) + (low + clockStepNs - Math.max(0, low)) * share;
  }
}
