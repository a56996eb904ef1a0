package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.broadcast.BroadcastHandler;
import io.ranvier.buffer.SegmentBuffer;
import java.util.ArrayList;
import java.util.List;

/** Collects the numbers of items, which are their contents, too, and counts what was missed. */
final class FeedLog implements BroadcastHandler {
  final List<Long> values = new ArrayList<>();
  long missed;

  @Override
  public void onItem(long number, SegmentBuffer item) {
    assertEquals(number, item.getLong(0));
    values.add(number);
  }

  @Override
  public void onMissed(long items) {
    missed += items;
  }
}
