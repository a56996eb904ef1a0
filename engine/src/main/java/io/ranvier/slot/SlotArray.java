package io.ranvier.slot;

import java.lang.foreign.MemorySegment;

/**
 * The owner's face of a slot array: lease, hand over, free. Borrows its segment.
 *
 * <p>A slot is <em>free</em>, <em>leased</em> (the owner writes it) or <em>handed out</em> (the
 * borrower reads it):
 *
 * <pre>
 * from        to          who and how                                       mover dead
 * free        leased      tryLease: sets the slot's bit in "taken" by CAS   region is dropped
 * leased      free        free: bumps the generation by CAS, clears "taken" region is dropped
 * all free    retired     tryRetire: sets all bits in "taken" by CAS        region is dropped
 * leased      handed out  handOver: sets the bit in "handed out"            region is dropped
 * handed out  free        harvest: bit found in "returned" and cleared in   region is dropped
 *                         "handed out" by one atomic and, then as "free"
 * </pre>
 *
 * <p>The generation is bumped before the bit is cleared, so no two leases ever carry the same
 * reference. A reference frees its slot once: the generation's CAS decides among racing threads.
 *
 * <p>Threads: any thread of the owning process. Progress: lock-free and bounded.
 */
public final class SlotArray {
  /** No slot is free; free one, wait, or harvest first. */
  public static final long NONE_FREE = -1;

  /** A slot was free but the file system has no room to back it. */
  public static final long NO_SPACE = -2;

  private final MemorySegment segment;
  private final long base;
  private final SlotArrayGeometry geometry;
  private final SlotBacking backing;
  private final SlotBitmap taken;
  private final long generations;
  private final long handedOut;
  private final long returned;
  private final int wordCount;

  private SlotArray(
      MemorySegment segment, long base, SlotArrayGeometry geometry, SlotBacking backing) {
    this.segment = segment;
    this.base = base;
    this.geometry = geometry;
    this.backing = backing;
    this.taken =
        new SlotBitmap(
            segment,
            base + geometry.summaryOffset(),
            base + geometry.takenOffset(),
            geometry.slotCount());
    this.generations = base + geometry.generationsOffset();
    this.handedOut = base + geometry.handedOutOffset();
    this.returned = base + geometry.returnedOffset();
    this.wordCount = geometry.wordCount();
  }

  /**
   * Takes ownership of an array that lies in memory full of zeros.
   *
   * @param base offset of the array in the segment, a multiple of 128
   * @param backing makes storage real before a slot is first used
   */
  public static SlotArray own(
      MemorySegment segment, long base, SlotArrayGeometry geometry, SlotBacking backing) {
    SlotArrayLayout.describe(segment, base, geometry);
    return new SlotArray(segment, base, geometry, backing);
  }

  public SlotArrayGeometry geometry() {
    return geometry;
  }

  /**
   * Leases a free slot.
   *
   * @param hint bitmap word to begin with, so that threads may spread
   * @return the reference (positive), {@link #NONE_FREE} or {@link #NO_SPACE}
   */
  public long tryLease(int hint) {
    int index = taken.tryTake(hint);
    if (index < 0) {
      return NONE_FREE;
    }
    if (!backing.reserve(slotOffset(index), geometry.slotBytes())) {
      boolean ignored = taken.free(index);
      return NO_SPACE;
    }
    long frees = SlotArrayLayout.freesAcquire(segment, generations, index);
    return SlotReference.of(index, SlotReference.generationAfter(frees));
  }

  /**
   * Leases the free slots of one bitmap word, of that which has most of them, for one thread.
   *
   * @param firstIndex what stands for index 0 of this array in the block's references, where
   *     several arrays share one space of indices
   * @return null when no slot is free, or the file system has no room for them
   */
  public SlotBlock tryLeaseBlock(int firstIndex) {
    int word = taken.emptiestWord();
    long bits = taken.tryTakeWord(word);
    if (bits == 0) {
      return null;
    }
    if (!backing.reserve(slotOffset(word << 6), taken.bitsIn(word) * geometry.slotBytes())) {
      long ignored = taken.freeAll(word, bits);
      return null;
    }
    return new SlotBlock(segment, generations, taken, firstIndex, word, bits);
  }

  /**
   * Frees a leased slot.
   *
   * @return false when the reference is stale, freed already, handed over or out of range; nothing
   *     is changed
   */
  public boolean free(long reference) {
    int index = SlotReference.index(reference);
    if (index >= geometry.slotCount()
        || isHandedOut(index)
        || !taken.isTaken(index)
        || !bumpGeneration(index, reference)) {
      return false;
    }
    return taken.free(index);
  }

  /**
   * Takes all slots out of use, for good, if all are free. Backs none of them with storage.
   *
   * @return false when one is in use; nothing is changed
   */
  public boolean tryRetire() {
    return taken.tryTakeAll();
  }

  /** Gives back what {@link #tryRetire} took: a slot is wanted after all. */
  public void undoRetire() {
    for (int word = 0; word < wordCount; word++) {
      long ignored = taken.freeAll(word, taken.validBits(word));
    }
  }

  /**
   * Marks a leased slot as the borrower's. Call it before the reference becomes visible to the
   * borrower, or the slot's return would be refused.
   */
  public void handOver(long reference) {
    int index = SlotReference.index(reference);
    long ignored = SlotArrayLayout.wordGetAndOr(segment, handedOut, index >>> 6, 1L << index);
  }

  /** Takes back a slot that was marked as handed over but whose reference was never shown. */
  public void takeBack(long reference) {
    int index = SlotReference.index(reference);
    long ignored = SlotArrayLayout.wordGetAndClear(segment, handedOut, index >>> 6, 1L << index);
  }

  /**
   * Frees all slots that the borrower gave back.
   *
   * @return the number of slots freed in the low 32 bits, and in the high 32 bits the number of
   *     returned bits that were refused because the slot had not been handed out
   */
  public long harvest() {
    long freed = 0;
    long refused = 0;
    for (int word = 0; word < wordCount; word++) {
      if (SlotArrayLayout.wordOpaque(segment, returned, word) == 0) {
        continue;
      }
      // HB slot.return: the borrower's last read of a slot before the owner's next write to it.
      long bits = SlotArrayLayout.wordGetAndSetAcquire(segment, returned, word);
      // All three words lie where the borrower can write: no bit beyond the last slot counts.
      long valid =
          bits
              & SlotArrayLayout.wordGetAndClear(segment, handedOut, word, bits)
              & taken.validBits(word);
      freed += freeWord(word, valid);
      refused += Long.bitCount(bits & ~valid);
    }
    return (refused << 32) | freed;
  }

  /**
   * Frees all slots that the borrower has, whether it gave them back or not. It must never look at
   * them again.
   */
  public void reclaim() {
    long ignored = harvest();
    for (int word = 0; word < wordCount; word++) {
      long bits = SlotArrayLayout.wordGetAndClear(segment, handedOut, word, taken.validBits(word));
      long freed = freeWord(word, bits & taken.validBits(word));
    }
  }

  /** Returns whether the reference names the slot's present lease. */
  public boolean isLive(long reference) {
    int index = SlotReference.index(reference);
    return index < geometry.slotCount()
        && generation(index) == SlotReference.generation(reference)
        && taken.isTaken(index);
  }

  /** Returns the offset of a slot in the array's segment. */
  public long slotOffset(int index) {
    return base + geometry.slotsOffset() + index * geometry.slotBytes();
  }

  /** Counts leased and handed out slots; exact only while nobody leases or frees. */
  public int takenCount() {
    return taken.takenCount();
  }

  private boolean isHandedOut(int index) {
    return (SlotArrayLayout.wordOpaque(segment, handedOut, index >>> 6) & (1L << index)) != 0;
  }

  private long freeWord(int word, long bits) {
    long left = bits;
    while (left != 0) {
      int index = (word << 6) + Long.numberOfTrailingZeros(left);
      boolean ignored = bumpGeneration(index, SlotReference.of(index, generation(index)));
      left &= left - 1;
    }
    return Long.bitCount(taken.freeAll(word, bits));
  }

  private boolean bumpGeneration(int index, long reference) {
    long frees = SlotArrayLayout.freesAcquire(segment, generations, index);
    // HB slot.over: the last look at what lies in a slot before the other side learns of its end.
    return SlotReference.generationAfter(frees) == SlotReference.generation(reference)
        && SlotArrayLayout.casFrees(segment, generations, index, frees, frees + 1);
  }

  private long generation(int index) {
    return SlotReference.generationAfter(SlotArrayLayout.freesAcquire(segment, generations, index));
  }
}
