package io.ranvier.routing;

import io.ranvier.slot.SlotArray;
import io.ranvier.slot.SlotBlock;
import io.ranvier.slot.SlotReference;

/**
 * One array of replies, as the calling side leases and reads it. Its references begin at an index
 * of their own, so that no two arrays share one. Borrows the memory. Any thread.
 */
final class ReplySlots {
  private final SlotArray slots;
  private final ReplyReader reader;
  private final int firstIndex;
  private final int endIndex;
  private final long firstSlot;
  private final long slotBytes;

  /**
   * @param reader of the memory in which the array lies
   * @param firstIndex what references call its first slot
   */
  ReplySlots(SlotArray slots, ReplyReader reader, int firstIndex) {
    this.slots = slots;
    this.reader = reader;
    this.firstIndex = firstIndex;
    this.endIndex = firstIndex + slots.geometry().slotCount();
    this.firstSlot = slots.slotOffset(0);
    this.slotBytes = slots.geometry().slotBytes();
  }

  /** Returns the index behind the last. */
  int endIndex() {
    return endIndex;
  }

  /** Leases a slot; returns its reference, or a negative status of {@link SlotArray}. */
  long tryLease(int hint) {
    long reference = slots.tryLease(hint);
    // The index lies in the lowest bits and has room for that of every array.
    return reference < 0 ? reference : reference + firstIndex;
  }

  SlotBlock tryLeaseBlock() {
    return slots.tryLeaseBlock(firstIndex);
  }

  boolean free(long reference) {
    return slots.free(reference - firstIndex);
  }

  boolean isLive(long reference) {
    return slots.isLive(reference - firstIndex);
  }

  boolean isAnswered(long reference) {
    return reader.isThere(slot(reference), reference);
  }

  boolean poll(long reference, Reply into) {
    return reader.poll(slot(reference), reference, into);
  }

  void locate(long reference, ReplyPlace into) {
    into.moveTo(reader, slot(reference), reference);
  }

  int takenCount() {
    return slots.takenCount();
  }

  private long slot(long reference) {
    return firstSlot + (SlotReference.index(reference) - firstIndex) * slotBytes;
  }
}
