package io.ranvier.bench.rig;

/** The two processes of a pair. */
public enum Side {
  /** Calls or sends, and holds the clock. */
  CALLING,
  /** Echoes or receives. */
  ANSWERING
}
