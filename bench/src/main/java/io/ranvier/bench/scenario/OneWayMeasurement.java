package io.ranvier.bench.scenario;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import java.util.Optional;

/**
 * What one pair of the one-way scenario found: rates in messages per second.
 *
 * @param besideAnother whether another contender stands where the limit stands else
 */
record OneWayMeasurement(
    PairReport pair,
    double limitBefore,
    double contender,
    double limitAfter,
    long count,
    boolean besideAnother)
    implements LimitedMeasurement {

  static OneWayMeasurement of(PairReport pair) {
    return of(pair, false);
  }

  /** Another contender in the limit's place moves more than a limit does: each round counts. */
  static OneWayMeasurement besideAnother(PairReport pair) {
    return of(pair, true);
  }

  private static OneWayMeasurement of(PairReport pair, boolean besideAnother) {
    SideReport sender = pair.calling();
    return new OneWayMeasurement(
        pair,
        OneWayProgram.messagesPerSecond(sender, Phase.LIMIT_BEFORE),
        OneWayProgram.messagesPerSecond(sender, Phase.CONTENDER),
        OneWayProgram.messagesPerSecond(sender, Phase.LIMIT_AFTER),
        OneWayProgram.count(sender, Phase.CONTENDER),
        besideAnother);
  }

  @Override
  public boolean isSteady() {
    return besideAnother || LimitedMeasurement.super.isSteady();
  }

  /** Returns the pair's own limit, from both measurements of it. */
  double limit() {
    return (limitBefore + limitAfter) / 2;
  }

  @Override
  public Optional<Scaled> times() {
    SideReport sender = pair.calling();
    return Optional.of(
        new Scaled(sender.histogram(Phase.CONTENDER.name()), sender.number(OneWayProgram.BATCH)));
  }
}
