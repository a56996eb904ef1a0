package io.ranvier.fuzz;

import io.ranvier.broadcast.BroadcastHandler;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.ring.RingLayout;

/** What a subscriber may be handed, whatever stands in the broadcast: items in their order. */
final class FuzzItems implements BroadcastHandler {
  private static final int MOST_BYTES = RingLayout.maxInlineBytes(FuzzChild.FEED_CELLS);

  private long next = -1;

  @Override
  public void onItem(long number, SegmentBuffer item) {
    if (item.capacity() < 0 || item.capacity() > MOST_BYTES) {
      throw new AssertionError("item lengthBytes=" + item.capacity());
    }
    if (next >= 0 && number != next) {
      throw new AssertionError("item %d, expected %d".formatted(number, next));
    }
    next = number + 1;
    int ignored = FuzzLook.sum(item);
  }

  @Override
  public void onMissed(long items) {
    if (items <= 0) {
      throw new AssertionError("missed " + items);
    }
    next = next < 0 ? next : next + items;
  }
}
