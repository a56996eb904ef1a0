package io.ranvier.slot;

import java.lang.foreign.MemorySegment;

/**
 * How the other side of a slot array sees which leases are over: by the generations, which only the
 * owner moves on. Borrows the array's memory.
 *
 * <p>Threads: any.
 */
public final class LeaseWatch {
  private final MemorySegment segment;
  private final long generations;
  private final int slotCount;

  /**
   * @param base offset of the array in the segment
   */
  public LeaseWatch(MemorySegment segment, long base, SlotArrayGeometry geometry) {
    this.segment = segment;
    this.generations = base + geometry.generationsOffset();
    this.slotCount = geometry.slotCount();
  }

  /**
   * Returns whether the owner has told that the lease with that reference is over; acquire, so that
   * it has read what it wanted to read.
   */
  public boolean isOver(long reference) {
    int index = SlotReference.index(reference);
    if (index >= slotCount) {
      return true;
    }
    // HB slot.over: the last look at what lies in a slot before the other side learns of its end.
    long frees = SlotArrayLayout.freesAcquire(segment, generations, index);
    // Newer, not other: the owner may be behind with what it tells, see SlotBlock.freeUntold.
    return SlotReference.isNewer(
        SlotReference.generationAfter(frees), SlotReference.generation(reference));
  }
}
