package io.ranvier.slot;

import java.lang.foreign.MemorySegment;

/**
 * Up to 64 slots of an array, leased together for one thread, which leases and frees them singly
 * without a locked instruction. Owns the slots until closed.
 *
 * <p>The shared bitmap shows all slots of the block as taken while the block is open. Generations
 * are moved on as for any slot, so that the other process sees which lease is over.
 *
 * <p>Threads: one at a time; handing it to another needs a happens-before edge.
 */
public final class SlotBlock implements AutoCloseable {
  private final MemorySegment segment;
  private final long generations;
  private final SlotBitmap bitmap;
  private final int word;
  private final int firstIndex;
  private final long bits;
  private final long[] frees;

  /** What each slot is leased as, or will be next. */
  private final long[] references;

  private long free;
  private boolean closed;

  /**
   * @param arrayIndex index in references of the array's slot 0
   */
  SlotBlock(
      MemorySegment segment,
      long generations,
      SlotBitmap bitmap,
      int arrayIndex,
      int word,
      long bits) {
    this.segment = segment;
    this.firstIndex = arrayIndex + (word << 6);
    this.generations = generations;
    this.bitmap = bitmap;
    this.word = word;
    this.bits = bits;
    this.free = bits;
    this.frees = new long[Long.SIZE];
    this.references = new long[Long.SIZE];
    for (long left = bits; left != 0; left &= left - 1) {
      int bit = Long.numberOfTrailingZeros(left);
      frees[bit] = SlotArrayLayout.freesAcquire(segment, generations, (word << 6) + bit);
      references[bit] =
          SlotReference.of(firstIndex + bit, SlotReference.generationAfter(frees[bit]));
    }
  }

  /**
   * Leases a slot of the block.
   *
   * @return the reference, or {@link SlotArray#NONE_FREE}
   */
  public long tryLease() {
    long left = free;
    if (left == 0) {
      return SlotArray.NONE_FREE;
    }
    int bit = Long.numberOfTrailingZeros(left);
    free = left & left - 1;
    return references[bit];
  }

  /**
   * Frees a slot of the block.
   *
   * @return false when the reference is not leased from this block (any more); nothing is changed
   */
  public boolean free(long reference) {
    int bit = SlotReference.index(reference) - firstIndex;
    if ((bit & -64) != 0 || !isLive(bit, reference)) {
      return false;
    }
    end(bit);
    free |= 1L << bit;
    return true;
  }

  private void end(int bit) {
    references[bit] = SlotReference.next(references[bit]);
    // HB slot.over: the last look at what lies in a slot before the other side learns of its end.
    SlotArrayLayout.freesRelease(segment, generations, (word << 6) + bit, ++frees[bit]);
  }

  /** Returns how many slots the block has. */
  public int slotCount() {
    return Long.bitCount(bits);
  }

  /** Returns whether all slots are leased. */
  public boolean isFull() {
    return free == 0;
  }

  /** Returns how many slots are leased now. */
  public int leasedCount() {
    return Long.bitCount(bits & ~free);
  }

  /** Gives all slots back to the array; those still leased are freed. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (long left = bits & ~free; left != 0; left &= left - 1) {
      end(Long.numberOfTrailingZeros(left));
    }
    free = 0;
    long ignored = bitmap.freeAll(word, bits);
  }

  private boolean isLive(int bit, long reference) {
    return (bits & ~free & 1L << bit) != 0 && references[bit] == reference;
  }
}
