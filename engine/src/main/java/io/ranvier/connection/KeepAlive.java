package io.ranvier.connection;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * Whether one side of a connection asks a silent peer for a sign of life, and what it does without
 * one.
 *
 * <p>A peer that dies is noticed in any case, at once: the kernel tells. This is for one that lives
 * and does nothing: stopped, swapped out, in a pause. It is off by default, since such a peer may
 * come back, and then nothing is lost.
 *
 * <p>Silence is counted in the observer's own running time, with the precision of its housekeeper,
 * a quarter of a second: while the observer itself is stopped, nothing counts as the peer's
 * silence. Whatever comes from the peer is a sign of life.
 *
 * @param intervalNs after so much silence the peer is asked, and again after each such time; 0 does
 *     not ask
 * @param limitNs after so much silence the connection ends with TIMED_OUT; 0 never ends it
 */
public record KeepAlive(long intervalNs, long limitNs) {
  private static final KeepAlive OFF = new KeepAlive(0, 0);

  public KeepAlive {
    boolean asks = limitNs == 0 || intervalNs > 0 && intervalNs < limitNs;
    if (intervalNs < 0 || limitNs < 0 || !asks) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot keep alive: intervalNs=%d, limitNs=%d; an end needs an interval shorter than its limit"
              .formatted(intervalNs, limitNs));
    }
  }

  /** Asks nothing and ends nothing. */
  public static KeepAlive off() {
    return OFF;
  }
}
