package io.ranvier.bench.rig;

import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.nio.file.Path;

/**
 * What a pair is to do, and for how long.
 *
 * @param payloadBytes the length of every message but replies
 * @param replyBytes the length of every reply
 * @param waitMode how the measured threads wait
 * @param warmupNs for how long the contender runs before anything is measured
 * @param durationNs for how long it is then measured
 * @param load how many calls, processes and connections there are
 */
public record Workload(
    int payloadBytes,
    int replyBytes,
    WaitMode waitMode,
    long warmupNs,
    long durationNs,
    Load load) {
  private static final long SHORTEST_LIMIT_NS = 50_000_000;
  private static final long LONGEST_LIMIT_NS = 250_000_000;

  /** Replies as long as requests. */
  public Workload(int payloadBytes, WaitMode waitMode, long warmupNs, long durationNs, Load load) {
    this(payloadBytes, payloadBytes, waitMode, warmupNs, durationNs, load);
  }

  /** One of everything. */
  public Workload(int payloadBytes, WaitMode waitMode, long warmupNs, long durationNs) {
    this(payloadBytes, waitMode, warmupNs, durationNs, Load.ONE);
  }

  /** Returns how many calls are under way at a time. */
  public int inFlight() {
    return load.inFlight();
  }

  /** Returns how many processes there are beside the one that leads. */
  public int receivers() {
    return load.receivers();
  }

  /**
   * Returns for how long the limit is measured, before and after the contender each: never longer
   * than the contender.
   */
  public long limitNs() {
    long halfNs = Math.clamp(durationNs / 2, SHORTEST_LIMIT_NS, LONGEST_LIMIT_NS);
    return Math.min(durationNs, halfNs);
  }

  /** Returns for how long the limit runs before anything is measured. */
  public long limitWarmupNs() {
    return Math.max(limitNs(), warmupNs / 2);
  }

  /** Returns for how long all phases of one pair last. */
  public long totalNs() {
    return limitWarmupNs() + warmupNs + durationNs + 2 * limitNs();
  }

  /** Returns the same workload with messages of another length, replies too. */
  public Workload withPayloadBytes(int newPayloadBytes) {
    return new Workload(newPayloadBytes, waitMode, warmupNs, durationNs, load);
  }

  /** Returns the same workload with replies of another length than the rest. */
  public Workload withReplyBytes(int newReplyBytes) {
    return new Workload(payloadBytes, newReplyBytes, waitMode, warmupNs, durationNs, load);
  }

  /** Returns the same workload with threads that wait another way. */
  public Workload withWaitMode(WaitMode newWaitMode) {
    return new Workload(payloadBytes, replyBytes, newWaitMode, warmupNs, durationNs, load);
  }

  /** Returns the same workload with another load. */
  public Workload withLoad(Load newLoad) {
    return new Workload(payloadBytes, replyBytes, waitMode, warmupNs, durationNs, newLoad);
  }

  /** Returns the same workload as a contender's side sees it. */
  public Station station(Path directory) {
    return new Station(directory, payloadBytes, replyBytes, waitMode, inFlight(), receivers());
  }
}
