package io.ranvier.call;

import io.ranvier.memory.CoarseClock;

/**
 * Deadlines as they travel: 32 bits of microseconds since the connection's epoch, on the clock that
 * all processes of a host share; 0 is none.
 *
 * <p>They wrap after 71 minutes. So a deadline more than half an hour away does not travel: nothing
 * else depends on it than whether the server begins in vain.
 *
 * <p>To read the clock takes as long as to send a message. A time of ten seconds or more is counted
 * from the last tick of the housekeeper, and rounded up by one second; and what is more than a
 * second away at the last tick has not passed. Shorter times are exact.
 *
 * <p>Threads: any.
 */
public final class Deadlines {
  /** A call without a deadline. */
  public static final int NONE = 0;

  private static final long LONGEST_NS = 1_800_000_000_000L;

  /** From here on a deadline need not be exact. */
  private static final long COARSE_FROM_NS = 10_000_000_000L;

  /** Longer than ticks are apart, by far: what the last one says is not older. */
  private static final int TICK_MICROS = 1_000_000;

  private final long epochMicros;
  private final CoarseClock clock;

  /**
   * @param epochNs a moment of {@link System#nanoTime}
   * @param clock ticks a few times a second
   */
  public Deadlines(long epochNs, CoarseClock clock) {
    this.epochMicros = epochNs / 1000;
    this.clock = clock;
  }

  /** Returns the deadline so many nanoseconds from now, or {@link #NONE} if that is too far. */
  int after(long timeoutNs) {
    if (timeoutNs > LONGEST_NS) {
      return NONE;
    }
    int deadline =
        timeoutNs >= COARSE_FROM_NS
            ? coarseMicros() + TICK_MICROS + (int) (timeoutNs / 1000)
            : micros(System.nanoTime() + timeoutNs);
    return deadline == NONE ? 1 : deadline;
  }

  /** Returns whether a deadline has passed. */
  public boolean isPast(int deadline) {
    return deadline != NONE && deadline - coarseMicros() < TICK_MICROS && leftNs(deadline) < 0;
  }

  /**
   * Returns how many nanoseconds are left until a deadline; less than 0 when it has passed, {@code
   * Long.MAX_VALUE} if there is none.
   */
  public long leftNs(int deadline) {
    return deadline == NONE ? Long.MAX_VALUE : (long) (deadline - micros(System.nanoTime())) * 1000;
  }

  private int coarseMicros() {
    return (int) (clock.nowMicros() - epochMicros);
  }

  /** Whole microseconds of both clocks are the same ones: the fine clock is never behind. */
  private int micros(long nowNs) {
    return (int) (nowNs / 1000 - epochMicros);
  }
}
