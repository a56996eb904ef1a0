package io.ranvier.bench.measurement;

import io.ranvier.bench.figures.Times;
import io.ranvier.bench.program.OneWayProgram;
import io.ranvier.bench.program.Phase;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * What one pair found that counted messages: rates in messages per second.
 *
 * @param besideAnother whether another contender stands where the limit stands else
 * @param times of the contender's messages
 */
public record OneWayMeasurement(
    PairReport pair,
    double limitBefore,
    double contender,
    double limitAfter,
    long count,
    boolean besideAnother,
    Optional<Scaled> times)
    implements LimitedMeasurement {

  /** Takes the rates that the sender counted. */
  public static OneWayMeasurement of(PairReport pair) {
    return ofSender(pair, false);
  }

  /** Another contender in the limit's place moves more than a limit does: each round counts. */
  public static OneWayMeasurement besideAnother(PairReport pair) {
    return ofSender(pair, true);
  }

  private static OneWayMeasurement ofSender(PairReport pair, boolean besideAnother) {
    SideReport sender = pair.calling();
    Scaled times =
        new Scaled(sender.histogram(Phase.CONTENDER.name()), sender.number(OneWayProgram.BATCH));
    return new OneWayMeasurement(
        pair,
        limit(pair, Phase.LIMIT_BEFORE),
        OneWayProgram.messagesPerSecond(sender, Phase.CONTENDER),
        limit(pair, Phase.LIMIT_AFTER),
        OneWayProgram.count(sender, Phase.CONTENDER),
        besideAnother,
        Optional.of(times));
  }

  /** Adds up what several clients counted of their calls; the other side measured the limit. */
  public static OneWayMeasurement ofClients(PairReport pair) {
    Histogram all = Times.histogram();
    pair.all().forEach(client -> all.add(client.histogram(Phase.CONTENDER.name())));
    return new OneWayMeasurement(
        pair,
        limit(pair, Phase.LIMIT_BEFORE),
        clientRates(pair).sum(),
        limit(pair, Phase.LIMIT_AFTER),
        all.getTotalCount(),
        false,
        Optional.of(new Scaled(all, 1)));
  }

  /** Returns the calls per second of each client. */
  public static DoubleStream clientRates(PairReport pair) {
    return pair.all().stream()
        .mapToDouble(client -> OneWayProgram.messagesPerSecond(client, Phase.CONTENDER));
  }

  private static double limit(PairReport pair, Phase phase) {
    return OneWayProgram.messagesPerSecond(pair.calling(), phase);
  }

  @Override
  public boolean isSteady() {
    return besideAnother || LimitedMeasurement.super.isSteady();
  }

  /** Returns the pair's own limit, from both measurements of it. */
  public double limit() {
    return (limitBefore + limitAfter) / 2;
  }
}
