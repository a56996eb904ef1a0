package io.ranvier.call;

/**
 * Deadlines as they travel: 32 bits of microseconds since the connection's epoch, on the clock that
 * all processes of a host share; 0 is none.
 *
 * <p>They wrap after 71 minutes. So a deadline more than half an hour away does not travel: nothing
 * else depends on it than whether the server begins in vain.
 *
 * <p>Threads: any.
 *
 * @param epochNs a moment of {@link System#nanoTime}
 */
public record Deadlines(long epochNs) {
  /** A call without a deadline. */
  public static final int NONE = 0;

  private static final long LONGEST_NS = 1_800_000_000_000L;

  /** Returns the deadline so many nanoseconds from now, or {@link #NONE} if that is too far. */
  public int after(long timeoutNs) {
    if (timeoutNs > LONGEST_NS) {
      return NONE;
    }
    int deadline = micros(System.nanoTime() + timeoutNs);
    return deadline == NONE ? 1 : deadline;
  }

  /** Returns how many nanoseconds are left until a deadline; less than 0 when it has passed. */
  public long leftNs(int deadline) {
    return (long) (deadline - micros(System.nanoTime())) * 1000;
  }

  private int micros(long nowNs) {
    return (int) ((nowNs - epochNs) / 1000);
  }
}
