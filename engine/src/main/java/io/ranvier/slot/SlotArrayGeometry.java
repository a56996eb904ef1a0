package io.ranvier.slot;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * Where the parts of a slot array lie, in bytes from its base.
 *
 * <p>Both processes compute it from the two numbers they agreed on; no offset is ever read from
 * shared memory.
 *
 * @param slotCount number of slots, 1 to {@link SlotReference#MAX_SLOTS}
 * @param slotBytes size of a slot in bytes, a multiple of 64
 * @param slotAlignment alignment of the first slot, a power of two from 64 on
 */
public record SlotArrayGeometry(int slotCount, long slotBytes, int slotAlignment) {
  /** Words of different writers stay this far apart. */
  public static final int LINE_PAIR = 128;

  private static final long MAX_BYTES = 1L << 46;

  public SlotArrayGeometry {
    check("slotCount", slotCount, slotCount >= 1 && slotCount <= SlotReference.MAX_SLOTS);
    check("slotBytes", slotBytes, slotBytes >= 64 && slotBytes % 64 == 0);
    check("slotBytes", slotBytes, slotBytes <= MAX_BYTES / slotCount);
    boolean power = slotAlignment >= 64 && Integer.bitCount(slotAlignment) == 1;
    check("slotAlignment", slotAlignment, power);
  }

  long summaryOffset() {
    return SlotArrayLayout.STRUCT.byteSize();
  }

  long takenOffset() {
    return align(summaryOffset() + 8L * SlotBitmap.wordsFor(wordCount()), LINE_PAIR);
  }

  long handedOutOffset() {
    return align(takenOffset() + 8L * wordCount(), LINE_PAIR);
  }

  long returnedOffset() {
    return align(handedOutOffset() + 8L * wordCount(), LINE_PAIR);
  }

  long generationsOffset() {
    return align(returnedOffset() + 8L * wordCount(), LINE_PAIR);
  }

  /** Returns where the slots begin: everything before is the array's own bookkeeping. */
  public long slotsOffset() {
    return align(generationsOffset() + 8L * slotCount, slotAlignment);
  }

  /** Returns the size of the whole array in bytes. */
  public long totalBytes() {
    return align(slotsOffset() + slotCount * slotBytes, LINE_PAIR);
  }

  int wordCount() {
    return SlotBitmap.wordsFor(slotCount);
  }

  /** Rounds up to a multiple of a power of two. */
  public static long align(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }

  private static void check(String name, long value, boolean holds) {
    if (!holds) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out slot array: %s=%d; slotCount is 1 to %d, slotBytes a multiple of 64 and %s"
              .formatted(name, value, SlotReference.MAX_SLOTS, "slotAlignment a power of two"));
    }
  }
}
