package io.ranvier.bench.figures;

import org.HdrHistogram.Histogram;

/** The histograms of times: nanoseconds up to a minute, three digits. */
public final class Times {
  private static final long LONGEST_NS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private Times() {}

  /** Makes an empty one. */
  public static Histogram histogram() {
    return new Histogram(LONGEST_NS, DIGITS);
  }

  /** Adds a time; one above the longest counts as the longest. */
  public static void record(Histogram histogram, long timeNs) {
    histogram.recordValue(Math.clamp(timeNs, 0, LONGEST_NS));
  }
}
