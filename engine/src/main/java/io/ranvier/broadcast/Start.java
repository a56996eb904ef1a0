package io.ranvier.broadcast;

/** With which item a subscription begins. */
public enum Start {
  /** The last item that was sent before, if there is one. */
  LATEST,

  /** The oldest item that is still there. */
  OLDEST
}
