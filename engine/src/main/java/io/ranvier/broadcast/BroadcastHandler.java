package io.ranvier.broadcast;

import io.ranvier.buffer.SegmentBuffer;

/** Takes the items of a broadcast. */
@FunctionalInterface
public interface BroadcastHandler {
  /**
   * Takes one item. What it throws leaves {@link Subscription#poll}; the item counts as taken.
   *
   * @param number of the item, from 0 for the first that was ever sent
   * @param item its bytes; the view is dead after the call
   */
  void onItem(long number, SegmentBuffer item);

  /**
   * Tells that items were missed, before the one that comes next.
   *
   * @param items how many, exactly
   */
  default void onMissed(long items) {}
}
