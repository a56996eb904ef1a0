package io.ranvier.bench.scenario;

import org.HdrHistogram.Histogram;

/** The histograms of this package: nanoseconds up to a minute, three digits. */
final class Times {
  private static final long LONGEST_NS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private Times() {}

  static Histogram histogram() {
    return new Histogram(LONGEST_NS, DIGITS);
  }

  /** Adds a time; one above the longest counts as the longest. */
  static void record(Histogram histogram, long timeNs) {
    histogram.recordValue(Math.clamp(timeNs, 0, LONGEST_NS));
  }
}
