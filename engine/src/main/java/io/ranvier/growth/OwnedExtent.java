package io.ranvier.growth;

import io.ranvier.payload.PayloadPool;
import io.ranvier.region.Extent;
import java.util.Collection;

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

  /** Takes the extent out of use if no slot of it was in use for so long; returns whether. */
  boolean retireIfIdle(long nowNs, long afterNs) {
    if (state != State.IN_USE) {
      return false;
    }
    int ignored = pool.harvest();
    if (pool.takenCount(extent.number()) > 0) {
      lastUsedNs = nowNs;
      return false;
    }
    if (nowNs - lastUsedNs < afterNs || !pool.retire(extent.number())) {
      return false;
    }
    state = State.RETIRED;
    return true;
  }

  /** Counts the bytes of those extents that belong to a pool. */
  static long bytesOf(PayloadPool pool, Collection<OwnedExtent> extents) {
    return extents.stream()
        .filter(owned -> owned.pool == pool)
        .mapToLong(owned -> owned.extent.totalBytes())
        .sum();
  }
}
