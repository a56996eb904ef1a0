package io.ranvier;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait between attempts: twice as long after each that failed, and by chance up to half
 * of that less, so that the clients of a server that comes back do not all come at once.
 *
 * @param firstNs the wait after the first attempt, in nanoseconds
 * @param longestNs the longest wait
 */
public record Backoff(long firstNs, long longestNs) {
  private static final Backoff DEFAULTS = new Backoff(5_000_000, 1_000_000_000);

  public Backoff {
    if (firstNs < 1 || longestNs < firstNs) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot back off: firstNs=%d, longestNs=%d; choose 1 or more, and the longest not below the first"
              .formatted(firstNs, longestNs));
    }
  }

  /** From 5 ms to 1 s. */
  public static Backoff defaults() {
    return DEFAULTS;
  }

  /**
   * Returns how long to wait.
   *
   * @param failures how many attempts in a row have failed, 1 or more
   */
  public long waitNs(int failures) {
    int doublings = Math.min(failures - 1, Long.numberOfLeadingZeros(firstNs) - 1);
    long most = Math.min(longestNs, firstNs << doublings);
    return most - ThreadLocalRandom.current().nextLong(most / 2 + 1);
  }
}
