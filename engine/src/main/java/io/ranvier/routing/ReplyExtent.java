package io.ranvier.routing;

import io.ranvier.payload.PayloadClass;
import io.ranvier.slot.SlotArrayGeometry;

/**
 * A further array of replies, in memory of its own.
 *
 * @param number 1 for the first that is added, then 2, and so on
 * @param firstIndex what references call its first slot
 * @param slotClass how large and how many its slots are
 */
public record ReplyExtent(int number, int firstIndex, PayloadClass slotClass) {
  /** Returns how many slots the array has. */
  public int slotCount() {
    return slotClass.slotCount();
  }

  /** Returns how the array is laid out: it is all that lies in its memory. */
  SlotArrayGeometry slots() {
    return slotClass.geometry();
  }
}
