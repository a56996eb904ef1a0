package io.ranvier.bench.measurement;

import io.ranvier.bench.program.ConnectProgram;
import io.ranvier.bench.program.Phase;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What one pair found about opening connections.
 *
 * @param coldNs of the first connection of both JVMs
 * @param memoryBytes that its files took, or UNCOUNTED
 * @param warm of the others
 */
public record ConnectMeasurement(
    PairReport pair, long coldNs, long memoryBytes, Latency warm, Histogram histogram)
    implements Measurement {
  public static ConnectMeasurement of(PairReport pair, double clockStepNs) {
    SideReport calling = pair.calling();
    Histogram histogram = calling.histogram(Phase.CONTENDER.name());
    return new ConnectMeasurement(
        pair,
        calling.number(ConnectProgram.COLD_NS),
        calling.number(ConnectProgram.MEMORY_BYTES),
        Latency.of(histogram, clockStepNs),
        histogram);
  }

  @Override
  public Optional<Scaled> times() {
    return Optional.of(new Scaled(histogram, 1));
  }
}
