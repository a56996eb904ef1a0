package io.ranvier.lane;

import io.ranvier.signal.Ready;
import java.util.function.LongSupplier;

/** An attempt that a waiting thread repeats until it meets no back pressure. One thread. */
final class Retry implements Ready {
  private final LongSupplier attempt;
  private long result = Status.BACK_PRESSURED;

  Retry(LongSupplier attempt) {
    this.attempt = attempt;
  }

  @Override
  public boolean isReady() {
    if (Status.isBackPressure(result)) {
      result = attempt.getAsLong();
    }
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
