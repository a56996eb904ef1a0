package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Workload;
import java.util.List;

/**
 * What a run is to do.
 *
 * @param contenders in the order in which they are measured; at least one, no name twice
 * @param workload what each pair does
 * @param rounds how often each contender is measured, 1 or more
 * @param cpus for the two measured threads
 * @param timeLimitNs no pair is begun that would not end within so many nanoseconds from the start,
 *     as far as can be told, once each contender was measured; {@link #NO_LIMIT} for no limit
 */
public record BenchSettings(
    List<? extends Contender> contenders,
    Workload workload,
    int rounds,
    CpuPair cpus,
    long timeLimitNs) {
  /** As many rounds as were asked for, however long they take. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  /** Checks the values. */
  public BenchSettings {
    contenders = List.copyOf(contenders);
    if (contenders.isEmpty()) {
      throw new IllegalArgumentException("no contenders to measure");
    }
    if (contenders.stream().map(Contender::name).distinct().count() < contenders.size()) {
      throw new IllegalArgumentException("a contender is named twice");
    }
    if (rounds < 1) {
      throw new IllegalArgumentException("at least one round is needed: rounds=" + rounds);
    }
  }
}
