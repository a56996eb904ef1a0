package io.ranvier.routing;

import io.ranvier.slot.LeaseWatch;
import io.ranvier.slot.SlotArrayGeometry;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;

/**
 * One array of replies, as the answering side writes it, and the rights to answer its calls, which
 * lie where the caller cannot write. Borrows the array's memory. Any thread.
 *
 * <p>Table and watch know references whose index counts from the array's first slot: {@link
 * #local}. They refuse those of other arrays.
 */
final class AnsweredSlots {
  private final MemorySegment segment;
  private final AnswerTable table;
  private final LeaseWatch leases;
  private final int firstIndex;
  private final int endIndex;
  private final long firstSlot;
  private final long slotBytes;

  /**
   * @param base where the array begins
   * @param firstIndex what references call its first slot
   */
  AnsweredSlots(MemorySegment segment, long base, SlotArrayGeometry slots, int firstIndex) {
    this.segment = segment;
    this.table = new AnswerTable(slots.slotCount());
    this.leases = new LeaseWatch(segment, base, slots);
    this.firstIndex = firstIndex;
    this.endIndex = firstIndex + slots.slotCount();
    this.firstSlot = base + slots.slotsOffset();
    this.slotBytes = slots.slotBytes();
  }

  MemorySegment segment() {
    return segment;
  }

  AnswerTable table() {
    return table;
  }

  LeaseWatch leases() {
    return leases;
  }

  /** Returns the index behind the last. */
  int endIndex() {
    return endIndex;
  }

  /** Returns a reference whose index is not below this array's, as table and watch know it. */
  long local(long reference) {
    return reference - firstIndex;
  }

  /** Returns where a call's slot lies. */
  long slot(long reference) {
    return firstSlot + (SlotReference.index(reference) - firstIndex) * slotBytes;
  }
}
