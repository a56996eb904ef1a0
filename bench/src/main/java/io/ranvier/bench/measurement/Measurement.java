package io.ranvier.bench.measurement;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import java.util.Optional;

/** What one pair of children found, in one round. */
public interface Measurement {
  /** Returns what the two sides said. */
  PairReport pair();

  /** Returns whether the CPUs kept their places meanwhile, so that the figures count. */
  default boolean isSteady() {
    return true;
  }

  /** Returns how far the CPUs moved, as far as that can be told; 0 is not at all. */
  default double drift() {
    return 0;
  }

  /** Returns the contender's times, where such were taken. */
  default Optional<Scaled> times() {
    return Optional.empty();
  }
}
