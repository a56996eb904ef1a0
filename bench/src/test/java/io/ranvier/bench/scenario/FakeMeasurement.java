package io.ranvier.bench.scenario;

import io.ranvier.bench.figures.Steadiness;
import io.ranvier.bench.measurement.Measurement;
import io.ranvier.bench.rig.PairReport;

/** A measurement of given limits. */
record FakeMeasurement(double limitBefore, double limitAfter) implements Measurement {
  @Override
  public PairReport pair() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSteady() {
    return Steadiness.isSteady(limitBefore, limitAfter);
  }

  @Override
  public double drift() {
    return Steadiness.drift(limitBefore, limitAfter);
  }
}
