package io.ranvier.broadcast;

/** What becomes of a receiver that the sender of a broadcast is about to lap. */
public enum SlowReceiver {
  /** The sender waits for the slowest: nobody loses anything. */
  WAIT,

  /** The sender goes on: the receiver jumps to the last item and is told how many it missed. */
  LOSE,

  /**
   * The sender waits for its patience, which may be 0, then sends that receiver nothing more and
   * tells it so.
   */
  EVICT
}
