package io.ranvier.bench.scenario;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;

/** What one pair of the one-way scenario found: rates in messages per second. */
record OneWayMeasurement(
    PairReport pair, double limitBefore, double contender, double limitAfter, long count)
    implements Measurement {

  static OneWayMeasurement of(PairReport pair) {
    SideReport sender = pair.calling();
    return new OneWayMeasurement(
        pair,
        OneWayProgram.messagesPerSecond(sender, Phase.LIMIT_BEFORE),
        OneWayProgram.messagesPerSecond(sender, Phase.CONTENDER),
        OneWayProgram.messagesPerSecond(sender, Phase.LIMIT_AFTER),
        OneWayProgram.count(sender, Phase.CONTENDER));
  }

  /** Returns the pair's own limit, from both measurements of it. */
  double limit() {
    return (limitBefore + limitAfter) / 2;
  }

  @Override
  public Scaled times() {
    SideReport sender = pair.calling();
    return new Scaled(sender.histogram(Phase.CONTENDER.name()), sender.number(OneWayProgram.BATCH));
  }
}
