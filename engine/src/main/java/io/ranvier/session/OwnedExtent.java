package io.ranvier.session;

import io.ranvier.payload.PayloadPool;
import io.ranvier.region.Extent;

/**
 * One extent, whose slots it adds to, and where it is in its life; {@link OwnedExtents} says how.
 */
final class OwnedExtent {
  final Extent extent;
  final PayloadPool pool;
  State state = State.OFFERED;
  long lastUsedNs;

  enum State {
    OFFERED,
    IN_USE,
    RETIRED,
    DROPPED
  }

  OwnedExtent(Extent extent, PayloadPool pool) {
    this.extent = extent;
    this.pool = pool;
  }
}
