package io.ranvier.testing;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for facts, not for time to pass. */
public final class Facts {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long LONGEST_STEP_NS = 1_000_000;

  private Facts() {}

  /** Looks until the fact is there. */
  public static void await(String fact, BooleanSupplier isThere) {
    long leftNs = LONG_NS;
    long beforeNs = System.nanoTime();
    while (!isThere.getAsBoolean()) {
      // Where all threads stood still (a paused machine), nobody can have been late.
      long nowNs = System.nanoTime();
      leftNs -= Math.min(nowNs - beforeNs, LONGEST_STEP_NS);
      beforeNs = nowNs;
      if (leftNs < 0) {
        throw new AssertionError("not in time: " + fact);
      }
      Thread.onSpinWait();
    }
  }
}
