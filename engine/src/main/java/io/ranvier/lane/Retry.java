package io.ranvier.lane;

import io.ranvier.signal.Ready;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * An attempt that a waiting thread repeats until it meets no back pressure. One thread.
 *
 * <p>What met a full ring is not repeated while that is full: to look is less work than to try, and
 * the compiler learns from what is tried. Of a send that mostly meets a full ring it makes more and
 * slower code than of one that mostly finds room.
 */
final class Retry implements Ready {
  private final BooleanSupplier full;
  private final LongSupplier attempt;
  private long result;

  /**
   * @param refused the back pressure that was met
   * @param full whether the ring is full; false when the lane has ended
   */
  Retry(long refused, BooleanSupplier full, LongSupplier attempt) {
    this.result = refused;
    this.full = full;
    this.attempt = attempt;
  }

  @Override
  public boolean isReady() {
    if (!Status.isBackPressure(result)) {
      return true;
    }
    if (result == Status.BACK_PRESSURED && full.getAsBoolean()) {
      return false;
    }
    result = attempt.getAsLong();
    return !Status.isBackPressure(result);
  }

  long result() {
    return result;
  }

  /** Of a wait that failed: what was published before the sleeper left is published. */
  long resultOr(long status) {
    return result >= 0 ? result : status;
  }
}
