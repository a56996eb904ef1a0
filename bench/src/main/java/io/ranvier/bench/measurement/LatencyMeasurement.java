package io.ranvier.bench.measurement;

import io.ranvier.bench.program.CallerSide;
import io.ranvier.bench.program.Phase;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** What one pair found that timed its messages one by one. */
public record LatencyMeasurement(
    PairReport pair, Latency before, Latency contender, Latency after, Histogram histogram)
    implements LimitedMeasurement {

  /** Of round trips, which the calling side times. */
  public static LatencyMeasurement ofRoundTrips(PairReport pair, double clockStepNs) {
    return of(pair, pair.calling(), clockStepNs);
  }

  /** Of messages one way, which the answering side times. */
  public static LatencyMeasurement ofMessages(PairReport pair, double clockStepNs) {
    return of(pair, pair.answering(), clockStepNs);
  }

  private static LatencyMeasurement of(PairReport pair, SideReport timed, double clockStepNs) {
    Histogram histogram = timed.histogram(Phase.CONTENDER.name());
    return new LatencyMeasurement(
        pair,
        limit(timed, Phase.LIMIT_BEFORE, clockStepNs),
        Latency.of(histogram, clockStepNs),
        limit(timed, Phase.LIMIT_AFTER, clockStepNs),
        histogram);
  }

  private static Latency limit(SideReport timed, Phase phase, double clockStepNs) {
    return Latency.of(timed.histogram(phase.name()), clockStepNs);
  }

  /** Returns the pair's own limit, from both measurements of it. */
  public Latency limit() {
    return Latency.between(before, after);
  }

  long count() {
    return histogram.getTotalCount();
  }

  long callingParks() {
    return pair.calling().number(CallerSide.PARKS);
  }

  long answeringParks() {
    return pair.answering().number(CallerSide.PARKS);
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
  public Optional<Scaled> times() {
    return Optional.of(new Scaled(histogram, 1));
  }
}
