package io.ranvier.bench.scenario;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import org.HdrHistogram.Histogram;

/** What one pair of the round-trip scenario found. */
record RoundTripMeasurement(
    PairReport pair, Latency before, Latency contender, Latency after, Histogram histogram)
    implements Measurement {

  static RoundTripMeasurement of(PairReport pair, double clockStepNs) {
    Histogram histogram = pair.calling().histogram(Phase.CONTENDER.name());
    return new RoundTripMeasurement(
        pair,
        limit(pair, Phase.LIMIT_BEFORE, clockStepNs),
        Latency.of(histogram, clockStepNs),
        limit(pair, Phase.LIMIT_AFTER, clockStepNs),
        histogram);
  }

  private static Latency limit(PairReport pair, Phase phase, double clockStepNs) {
    return Latency.of(pair.calling().histogram(phase.name()), clockStepNs);
  }

  /** Returns the pair's own limit, from both measurements of it. */
  Latency limit() {
    return Latency.between(before, after);
  }

  long count() {
    return histogram.getTotalCount();
  }

  long callingParks() {
    return pair.calling().number(RoundTripProgram.PARKS);
  }

  long answeringParks() {
    return pair.answering().number(RoundTripProgram.PARKS);
  }

  @Override
  public double limitBefore() {
    return before.p50Ns();
  }

  @Override
  public double limitAfter() {
    return after.p50Ns();
  }

  @Override
  public Scaled times() {
    return new Scaled(histogram, 1);
  }
}
