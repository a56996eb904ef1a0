package io.ranvier.signal;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import java.lang.foreign.MemorySegment;

/**
 * What both ends of all doorbells of one side of a connection have in common.
 *
 * @param barrier agreed with the peer
 * @param peerSleeps whether the peer's threads ever sleep; if not, publishing to it costs nothing
 * @param calls how this process sleeps and wakes
 * @param socket how to wake a peer's thread that no futex reaches
 * @param counters this side's counters
 * @param attention asks for the visits at which sleepers are nudged; NONE if nobody nudges them
 */
public record Signals(
    Barrier barrier,
    boolean peerSleeps,
    SleepCalls calls,
    SocketBell socket,
    CounterBlock counters,
    Attention attention) {
  /** Makes doorbells whose sleepers nobody nudges. */
  public Signals(
      Barrier barrier,
      boolean peerSleeps,
      SleepCalls calls,
      SocketBell socket,
      CounterBlock counters) {
    this(barrier, peerSleeps, calls, socket, counters, Attention.NONE);
  }

  /** Makes the publisher's end of the doorbell at {@code base}. */
  public Ringer ringer(MemorySegment segment, long base) {
    return new Ringer(segment, base, this);
  }

  /**
   * Makes the sleeping end of the doorbell at {@code base}.
   *
   * @param counter counts the sleeps
   */
  public Sleeper sleeper(MemorySegment segment, long base, Counter counter) {
    return new Sleeper(segment, base, this, counter);
  }
}
