package io.ranvier.bench.measurement;

import io.ranvier.bench.figures.Steadiness;

/** What a pair found that measured its limit, too, before and after the contender. */
public sealed interface LimitedMeasurement extends Measurement
    permits LatencyMeasurement, OneWayMeasurement {
  /** Returns the figure of the pair's limit before the contender ran: a time or a rate. */
  double limitBefore();

  /** Returns the same figure after it. */
  double limitAfter();

  /**
   * Returns whether the limit stood still meanwhile, so that the figures can be compared with it.
   */
  @Override
  default boolean isSteady() {
    return Steadiness.isSteady(limitBefore(), limitAfter());
  }

  @Override
  default double drift() {
    return Steadiness.drift(limitBefore(), limitAfter());
  }
}
