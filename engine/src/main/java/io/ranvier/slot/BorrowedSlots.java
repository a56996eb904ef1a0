package io.ranvier.slot;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The borrower's face of a slot array: accept a reference, read the slot, give it back. Borrows its
 * segments.
 *
 * <p>What it knows of a slot lies in a table of its own, out of the owner's reach: the generation
 * it last accepted, and whether it holds the slot now. So a reference that is out of range, older
 * than one seen before, or for a slot that is still held is refused, and a slot is given back
 * exactly once whoever calls.
 *
 * <pre>
 * table word   bits 0-42 generation last accepted, bit 63 set while held
 * </pre>
 *
 * <p>Threads: {@link #accept} on the polling thread only; {@link #giveBack} on any thread.
 */
public final class BorrowedSlots {
  private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final long HELD = Long.MIN_VALUE;

  private final MemorySegment segment;
  private final long base;
  private final SlotArrayGeometry geometry;
  private final MemorySegment table;

  /**
   * @param segment the memory that holds the array, shared with the owner
   * @param base offset of the array in the segment
   * @param table zeroed memory of this process alone, 8 bytes a slot
   */
  public BorrowedSlots(
      MemorySegment segment, long base, SlotArrayGeometry geometry, MemorySegment table) {
    this.segment = segment;
    this.base = base;
    this.geometry = geometry;
    this.table = table;
  }

  public SlotArrayGeometry geometry() {
    return geometry;
  }

  /** Returns the memory that holds the array. */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * Checks a reference the owner sent and takes hold of its slot.
   *
   * @return false when the reference is out of range, stale, or its slot is held already
   */
  public boolean accept(long reference) {
    int index = SlotReference.index(reference);
    if (index >= geometry.slotCount() || !SlotReference.isValid(reference)) {
      return false;
    }
    long last = (long) LONG.getOpaque(table, (long) index << 3);
    long generation = SlotReference.generation(reference);
    if (last < 0 || !SlotReference.isNewer(generation, last)) {
      return false;
    }
    LONG.setOpaque(table, (long) index << 3, generation | HELD);
    return true;
  }

  /** Returns the offset of an accepted reference's slot in the segment. */
  public long slotOffset(long reference) {
    return base + geometry.slotsOffset() + SlotReference.index(reference) * geometry.slotBytes();
  }

  /**
   * Gives a held slot back to the owner.
   *
   * @return false when the reference is not held (any more); nothing is changed
   */
  public boolean giveBack(long reference) {
    int index = SlotReference.index(reference);
    long generation = SlotReference.generation(reference);
    if (index >= geometry.slotCount()
        || !(boolean) LONG.compareAndSet(table, (long) index << 3, generation | HELD, generation)) {
      return false;
    }
    // HB slot.return: the borrower's last read of a slot before the owner's next write to it.
    long returned = base + geometry.returnedOffset();
    long ignored = SlotArrayLayout.wordGetAndOr(segment, returned, index >>> 6, 1L << index);
    return true;
  }

  /** Counts the slots that are held now; exact only while nobody accepts or gives back. */
  public int heldCount() {
    int count = 0;
    for (int index = 0; index < geometry.slotCount(); index++) {
      if ((long) LONG.getOpaque(table, (long) index << 3) < 0) {
        count++;
      }
    }
    return count;
  }
}
