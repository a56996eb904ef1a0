package io.ranvier.payload;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.SlotArrayGeometry;

/**
 * One size of payload slots.
 *
 * @param slotBytes size of a slot in bytes, a multiple of 64
 * @param slotCount how many there are
 */
public record PayloadClass(long slotBytes, int slotCount) {
  public PayloadClass {
    if (slotBytes < 64 || slotBytes % 64 != 0 || slotBytes > Integer.MAX_VALUE) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out payload class: slotBytes=%d; choose a multiple of 64 up to %d"
              .formatted(slotBytes, Integer.MAX_VALUE & -64));
    }
    // The geometry checks the count.
    new SlotArrayGeometry(slotCount, slotBytes, 64);
  }

  /** Returns how an array of this class is laid out: slots of a page or more begin on pages. */
  public SlotArrayGeometry geometry() {
    return new SlotArrayGeometry(slotCount, slotBytes, slotBytes >= 4096 ? 4096 : 128);
  }
}
