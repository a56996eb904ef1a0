package io.ranvier;

/**
 * How often a {@link Dispatcher}'s thread looks at connections whose doorbells have not rung: often
 * where something happens, as it costs little beside that; ever more seldom where nothing does, as
 * a dispatcher of idle connections does nothing else.
 *
 * <p>Threads: the dispatcher's.
 */
final class RescanPace {
  static final long SHORTEST_NS = 100_000_000;

  /** So a lost ring is found within 8 s, a round of {@link ArmedConnections}. */
  static final long LONGEST_NS = 4 * SHORTEST_NS;

  private long lastNs;
  private long periodNs = SHORTEST_NS;

  RescanPace(long nowNs) {
    this.lastNs = nowNs;
  }

  /** Something happened. */
  void hasten() {
    periodNs = SHORTEST_NS;
  }

  /** Returns how long the thread sleeps at most before it looks. */
  long periodNs() {
    return periodNs;
  }

  /** Returns whether it is to look now; the next time is put off, until something happens. */
  boolean isDue(long nowNs) {
    if (nowNs - lastNs < periodNs) {
      return false;
    }
    lastNs = nowNs;
    periodNs = Math.min(2 * periodNs, LONGEST_NS);
    return true;
  }
}
