package io.ranvier;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Tries to connect until that succeeds, time is up, or it fails in a way that no waiting mends. Any
 * thread.
 *
 * @param stopped ends the attempts early, with what the last one failed with
 */
record ConnectAttempts(Backoff backoff, BooleanSupplier stopped) {
  /** No server is there, or it is about to come or to go. */
  private static final Set<ErrorCode> MAY_PASS =
      EnumSet.of(
          ErrorCode.NO_SUCH_ENDPOINT,
          ErrorCode.ENDPOINT_NOT_READY,
          ErrorCode.ENDPOINT_STALE,
          ErrorCode.DRAINING,
          ErrorCode.CONNECTION_CLOSED,
          ErrorCode.TIMED_OUT);

  /**
   * Tries, and waits between attempts.
   *
   * @param waitNs the longest time after which a further attempt begins; 0 tries once
   * @throws RanvierException what the last attempt failed with; INTERRUPTED
   */
  Connection connect(Supplier<Connection> attempt, long waitNs) {
    long startNs = System.nanoTime();
    for (int failures = 1; ; failures++) {
      try {
        return attempt.get();
      } catch (RanvierException e) {
        long leftNs = waitNs - (System.nanoTime() - startNs);
        if (!MAY_PASS.contains(e.code()) || leftNs <= 0 || stopped.getAsBoolean()) {
          throw e;
        }
        pause(Math.min(leftNs, backoff.waitNs(failures)), e);
      }
    }
  }

  private static void pause(long ns, RanvierException lastFailure) {
    long startNs = System.nanoTime();
    for (long left = ns; left > 0; left = ns - (System.nanoTime() - startNs)) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        throw new RanvierException(
            ErrorCode.INTERRUPTED, "connect interrupted: " + lastFailure.getMessage(), lastFailure);
      }
    }
  }
}
