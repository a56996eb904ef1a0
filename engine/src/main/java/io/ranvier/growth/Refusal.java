package io.ranvier.growth;

import java.util.concurrent.TimeUnit;

/** Why memory was refused last. Threads: those that hold its owner's lock. */
final class Refusal {
  /** After a refusal nobody asks again for so long. */
  private static final long HOLDS_NS = TimeUnit.SECONDS.toNanos(1);

  private String reason = "";
  private long atNs;

  /** Notes a refusal of now. */
  void note(String why) {
    reason = why.isEmpty() ? "the peer gave no reason" : why;
    atNs = System.nanoTime();
  }

  /**
   * Returns whether nobody is to ask again yet. A refusal that is older explains nothing any more,
   * as what is short may be another thing now, and is forgotten.
   */
  boolean holds() {
    if (!reason.isEmpty() && System.nanoTime() - atNs >= HOLDS_NS) {
      reason = "";
    }
    return !reason.isEmpty();
  }

  /** Returns the reason; what else is to be said if there is none. */
  String orElse(String other) {
    return reason.isEmpty() ? other : reason;
  }
}
