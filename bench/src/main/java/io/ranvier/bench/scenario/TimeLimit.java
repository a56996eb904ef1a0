package io.ranvier.bench.scenario;

import java.util.function.LongSupplier;

/**
 * Ends a run before a limit of time, as far as that can be told beforehand: the next pair is taken
 * to last as long as the longest so far.
 */
final class TimeLimit {
  private final long limitNs;
  private final LongSupplier clock;
  private final long beganNs;
  private long pairBeganNs;
  private long longestPairNs;
  private boolean running;

  /**
   * @param clock nanoseconds from any origin
   */
  TimeLimit(long limitNs, LongSupplier clock) {
    this.limitNs = limitNs;
    this.clock = clock;
    this.beganNs = clock.getAsLong();
  }

  static TimeLimit of(BenchSettings settings) {
    return new TimeLimit(settings.timeLimitNs(), System::nanoTime);
  }

  /** A pair is about to be started; the one before, if any, has ended. */
  void beginPair() {
    takePairTime();
    pairBeganNs = clock.getAsLong();
    running = true;
  }

  /** Returns whether another pair would probably end after the limit. */
  boolean isReached() {
    takePairTime();
    return clock.getAsLong() - beganNs > limitNs - longestPairNs;
  }

  private void takePairTime() {
    if (running) {
      longestPairNs = Math.max(longestPairNs, clock.getAsLong() - pairBeganNs);
      running = false;
    }
  }
}
