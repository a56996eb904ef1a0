package io.ranvier.signal;

/** Where a thread sleeps until the fact it waits for may have come true. */
@FunctionalInterface
public interface SleepingPlace {
  /**
   * Sleeps until woken, interrupted, or the time is over; returns at once if the fact is there.
   * Spurious returns are possible: look again.
   */
  void sleep(Ready ready, long timeoutNs);
}
