package io.ranvier.bench.measurement;

import io.ranvier.bench.program.Phase;
import io.ranvier.bench.program.Rest;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.rig.PairReport;
import java.util.Optional;

/** What one pair of the idle scenario found. */
public record IdleMeasurement(PairReport pair, Rest server, Rest client) implements Measurement {
  public static IdleMeasurement of(PairReport pair) {
    return new IdleMeasurement(pair, Rest.of(pair.answering()), Rest.of(pair.calling()));
  }

  /** Returns the CPU time of both sides as a share of one CPU's, in percent. */
  public double percent() {
    return server.percent() + client.percent();
  }

  /** Those of the requests after the rest. */
  @Override
  public Optional<Scaled> times() {
    return Optional.of(new Scaled(pair.calling().histogram(Phase.CONTENDER.name()), 1));
  }
}
