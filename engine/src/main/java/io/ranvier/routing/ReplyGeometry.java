package io.ranvier.routing;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.signal.DoorbellLayout;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotReference;

/**
 * Where the parts of an array of replies lie, in bytes from its base: two doorbells, then the
 * slots.
 *
 * <p>Both sides compute it from the two numbers they agreed on.
 *
 * @param slotCount calls that can be in flight, 1 to {@link SlotReference#MAX_SLOTS}
 * @param maxReplyBytes the longest answer, in bytes
 */
public record ReplyGeometry(int slotCount, int maxReplyBytes) {
  /** Rung when a reply was written. */
  static final long REPLIES = 0;

  /** Where callers sleep until a slot is free. */
  static final long FREE_SLOTS = DoorbellLayout.STRUCT.byteSize();

  private static final long SLOTS = 2 * DoorbellLayout.STRUCT.byteSize();

  public ReplyGeometry {
    if (slotCount < 1 || slotCount > SlotReference.MAX_SLOTS || maxReplyBytes < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out replies: slotCount=%d, maxReplyBytes=%d; slotCount is 1 to %d and "
                  .formatted(slotCount, maxReplyBytes, SlotReference.MAX_SLOTS)
              + "maxReplyBytes 0 or more");
    }
  }

  /** Returns the size of the whole in bytes. */
  public long totalBytes() {
    return SLOTS + slots().totalBytes();
  }

  /** Returns the array of slots; neighbours do not share a pair of cache lines. */
  SlotArrayGeometry slots() {
    long bytes =
        SlotArrayGeometry.align(
            (long) ReplyLayout.PAYLOAD_OFFSET + maxReplyBytes, SlotArrayGeometry.LINE_PAIR);
    return new SlotArrayGeometry(slotCount, bytes, SlotArrayGeometry.LINE_PAIR);
  }

  /** Returns where the array of slots begins. */
  long slotsBase(long base) {
    return base + SLOTS;
  }

  /** Returns where a slot begins. */
  long slotOffset(long base, int index) {
    SlotArrayGeometry slots = slots();
    return slotsBase(base) + slots.slotsOffset() + index * slots.slotBytes();
  }
}
