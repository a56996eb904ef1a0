package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;

/** Takes the items of a channel. */
@FunctionalInterface
public interface ItemHandler {
  /**
   * Takes one item. What it throws leaves {@link Rx#poll}; the item counts as taken.
   *
   * @param item the bytes where they lie; the view is dead after the call. The sender can still
   *     write to them: code that must not see them change copies them first
   */
  void onItem(SegmentBuffer item);
}
