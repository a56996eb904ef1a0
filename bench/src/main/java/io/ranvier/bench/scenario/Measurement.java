package io.ranvier.bench.scenario;

import io.ranvier.bench.figures.Steadiness;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;

/** What one pair of children found, in one round. */
interface Measurement {
  /** Returns what the two sides said. */
  PairReport pair();

  /** Returns the figure of the pair's limit before the contender ran: a time or a rate. */
  double limitBefore();

  /** Returns the same figure after it. */
  double limitAfter();

  /**
   * Returns whether the limit stood still meanwhile, so that the figures can be compared with it.
   */
  default boolean isSteady() {
    return Steadiness.isSteady(limitBefore(), limitAfter());
  }

  /** Returns the contender's times. */
  Scaled times();
}
