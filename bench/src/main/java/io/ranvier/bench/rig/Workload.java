package io.ranvier.bench.rig;

import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.nio.file.Path;

/**
 * What a pair is to do, and for how long.
 *
 * @param payloadBytes the length of every message
 * @param waitMode how the measured threads wait
 * @param warmupNs for how long the contender runs before anything is measured
 * @param durationNs for how long it is then measured
 * @param inFlight how many calls are under way at a time, where that is asked
 * @param receivers how many processes answer or receive
 */
public record Workload(
    int payloadBytes,
    WaitMode waitMode,
    long warmupNs,
    long durationNs,
    int inFlight,
    int receivers) {
  private static final long SHORTEST_LIMIT_NS = 50_000_000;
  private static final long LONGEST_LIMIT_NS = 250_000_000;

  /** One call at a time. */
  public Workload(int payloadBytes, WaitMode waitMode, long warmupNs, long durationNs) {
    this(payloadBytes, waitMode, warmupNs, durationNs, 1);
  }

  /** One process that answers. */
  public Workload(
      int payloadBytes, WaitMode waitMode, long warmupNs, long durationNs, int inFlight) {
    this(payloadBytes, waitMode, warmupNs, durationNs, inFlight, 1);
  }

  /** Returns for how long the limit is measured, before and after the contender each. */
  public long limitNs() {
    return Math.clamp(durationNs / 2, SHORTEST_LIMIT_NS, LONGEST_LIMIT_NS);
  }

  /** Returns for how long the limit runs before anything is measured. */
  public long limitWarmupNs() {
    return Math.max(limitNs(), warmupNs / 2);
  }

  /** Returns for how long all phases of one pair last. */
  public long totalNs() {
    return limitWarmupNs() + warmupNs + durationNs + 2 * limitNs();
  }

  /** Returns the same workload with messages of another length. */
  public Workload withPayloadBytes(int newPayloadBytes) {
    return new Workload(newPayloadBytes, waitMode, warmupNs, durationNs, inFlight, receivers);
  }

  /** Returns the same workload with so many receivers, which wait that way. */
  public Workload withReceivers(int newReceivers, WaitMode newWaitMode) {
    return new Workload(payloadBytes, newWaitMode, warmupNs, durationNs, inFlight, newReceivers);
  }

  /** Returns the same workload as a contender's side sees it. */
  public Station station(Path directory) {
    return new Station(directory, payloadBytes, waitMode, inFlight, receivers);
  }
}
