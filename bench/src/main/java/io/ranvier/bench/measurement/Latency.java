package io.ranvier.bench.measurement;

import io.ranvier.bench.figures.Percentiles;
import io.ranvier.bench.figures.Round;
import io.ranvier.bench.report.Result.LatencyLimit;
import org.HdrHistogram.Histogram;

/** The two percentiles of one phase that are compared, in nanoseconds. */
public record Latency(double p50Ns, double p99Ns) {
  static Latency of(Histogram histogram, double clockStepNs) {
    return new Latency(
        Percentiles.valueNs(histogram, 50, clockStepNs),
        Percentiles.valueNs(histogram, 99, clockStepNs));
  }

  static Latency between(Latency a, Latency b) {
    return new Latency((a.p50Ns + b.p50Ns) / 2, (a.p99Ns + b.p99Ns) / 2);
  }

  LatencyLimit toLimit() {
    return new LatencyLimit(Round.tenth(p50Ns), Round.tenth(p99Ns));
  }
}
