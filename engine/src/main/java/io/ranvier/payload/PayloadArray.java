package io.ranvier.payload;

import io.ranvier.slot.SlotArray;
import java.lang.foreign.MemorySegment;

/**
 * A numbered slot array of the sender's. Borrows its memory.
 *
 * @param number what frames call it
 * @param segment the memory that holds it
 */
public record PayloadArray(int number, MemorySegment segment, SlotArray slots) {
  long slotBytes() {
    return slots.geometry().slotBytes();
  }
}
