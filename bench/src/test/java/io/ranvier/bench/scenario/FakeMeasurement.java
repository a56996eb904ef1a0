package io.ranvier.bench.scenario;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;

/** A measurement of given limits. */
record FakeMeasurement(double limitBefore, double limitAfter) implements Measurement {
  @Override
  public PairReport pair() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Scaled times() {
    throw new UnsupportedOperationException();
  }
}
