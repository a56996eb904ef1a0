package io.ranvier.routing;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.signal.DoorbellLayout;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotBitmap;
import io.ranvier.slot.SlotReference;

/**
 * Where the parts of an array of replies lie, in bytes from its base: a doorbell, the bitmap of
 * answered calls, then the slots.
 *
 * <p>Both sides compute it from the two numbers they agreed on.
 *
 * @param slotCount calls that can be in flight, 1 to {@link SlotReference#MAX_SLOTS}
 * @param maxReplyBytes the longest answer, in bytes
 */
public record ReplyGeometry(int slotCount, int maxReplyBytes) {
  /** Rung when a reply was written. */
  static final long REPLIES = 0;

  /** A bit for each slot: who asked for it finds here which calls were answered. */
  static final long ANSWERED = DoorbellLayout.STRUCT.byteSize();

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
    return slotsBase(0) + slots().totalBytes();
  }

  /** Returns the array of slots; neighbours do not share a pair of cache lines. */
  SlotArrayGeometry slots() {
    long bytes =
        SlotArrayGeometry.align(
            (long) ReplyLayout.PAYLOAD_OFFSET + maxReplyBytes, SlotArrayGeometry.LINE_PAIR);
    return new SlotArrayGeometry(slotCount, bytes, SlotArrayGeometry.LINE_PAIR);
  }

  /** Returns how many words the bitmap of answered calls has. */
  int answeredWords() {
    return SlotBitmap.wordsFor(slotCount);
  }

  /** Returns where the array of slots begins. */
  long slotsBase(long base) {
    return base
        + SlotArrayGeometry.align(ANSWERED + 8L * answeredWords(), SlotArrayGeometry.LINE_PAIR);
  }

  /** Returns where a slot begins. */
  long slotOffset(long base, int index) {
    SlotArrayGeometry slots = slots();
    return slotsBase(base) + slots.slotsOffset() + index * slots.slotBytes();
  }
}
