package io.ranvier.routing;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.payload.PayloadClass;
import io.ranvier.signal.DoorbellLayout;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotBitmap;
import io.ranvier.slot.SlotReference;
import java.util.Optional;

/**
 * Where the parts of an array of replies lie, in bytes from its base: a doorbell, the bitmap of
 * answered calls, then the slots.
 *
 * <p>Further arrays may be added, each in memory of its own and with as many slots as there are
 * before it: doorbell and bitmap are for all of them. Both sides compute all of it from the three
 * numbers they agreed on.
 *
 * @param slotCount calls that can be in flight, 1 to {@link SlotReference#MAX_SLOTS}
 * @param maxReplyBytes the longest answer, in bytes
 * @param maxSlots calls that can be in flight when all further arrays are there
 */
public record ReplyGeometry(int slotCount, int maxReplyBytes, int maxSlots) {
  /** Rung when a reply was written. */
  static final long REPLIES = 0;

  /** A bit for each slot: who asked for it finds here which calls were answered. */
  static final long ANSWERED = DoorbellLayout.STRUCT.byteSize();

  private static final int FEWEST_ADDED = 64;

  public ReplyGeometry {
    if (slotCount < 1
        || slotCount > maxSlots
        || maxSlots > SlotReference.MAX_SLOTS
        || maxReplyBytes < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out replies: slotCount=%d, maxSlots=%d, maxReplyBytes=%d; slotCount is 1 to "
                  .formatted(slotCount, maxSlots, maxReplyBytes)
              + "maxSlots, that up to %d and maxReplyBytes 0 or more"
                  .formatted(SlotReference.MAX_SLOTS));
    }
    // So no further array can be too large, which the geometry checks.
    new SlotArrayGeometry(maxSlots, slotBytes(maxReplyBytes), SlotArrayGeometry.LINE_PAIR);
  }

  /** Replies to which no array is added. */
  public ReplyGeometry(int slotCount, int maxReplyBytes) {
    this(slotCount, maxReplyBytes, slotCount);
  }

  /** Returns the size of the whole in bytes. */
  public long totalBytes() {
    return slotsBase(0) + slots().totalBytes();
  }

  /** Returns the array of slots; neighbours do not share a pair of cache lines. */
  SlotArrayGeometry slots() {
    return new SlotArrayGeometry(slotCount, slotBytes(maxReplyBytes), SlotArrayGeometry.LINE_PAIR);
  }

  /**
   * Returns a further array.
   *
   * @param number from 1 on
   * @return empty when there are enough slots without it
   */
  public Optional<ReplyExtent> extent(int number) {
    int first = slotCount;
    for (int before = 1; before < number && first < maxSlots; before++) {
      first += slotsBehind(first);
    }
    if (number < 1 || first >= maxSlots) {
      return Optional.empty();
    }
    PayloadClass slots = new PayloadClass(slotBytes(maxReplyBytes), slotsBehind(first));
    return Optional.of(new ReplyExtent(number, first, slots));
  }

  /** Twice as many as before, but not too few to be worth a file. */
  private int slotsBehind(int first) {
    return Math.min(Math.max(first, FEWEST_ADDED), maxSlots - first);
  }

  private static long slotBytes(int maxReplyBytes) {
    return SlotArrayGeometry.align(
        (long) ReplyLayout.PAYLOAD_OFFSET + maxReplyBytes, SlotArrayGeometry.LINE_PAIR);
  }

  /** Returns how many words the bitmap of answered calls has. */
  int answeredWords() {
    return SlotBitmap.wordsFor(maxSlots);
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
