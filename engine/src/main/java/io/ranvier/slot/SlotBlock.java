package io.ranvier.slot;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Up to 64 slots of an array, leased together for one thread, which leases and frees them singly
 * without a locked instruction. Owns the slots until closed.
 *
 * <p>The shared bitmap shows all slots of the block as taken while the block is open. The other
 * process sees by the generations which leases are over, as with any slot; of those that do not
 * concern it, it need not be told at once.
 *
 * <p>Threads: one at a time; handing it to another needs a happens-before edge.
 */
public final class SlotBlock implements AutoCloseable {
  /** Never a reference. */
  private static final long NOT_OURS = Long.MIN_VALUE;

  private final MemorySegment segment;
  private final long generations;
  private final SlotBitmap bitmap;
  private final int word;
  private final int firstIndex;
  private final long bits;

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
    this.references = new long[Long.SIZE];
    Arrays.fill(references, NOT_OURS);
    for (long left = bits; left != 0; left &= left - 1) {
      int bit = Long.numberOfTrailingZeros(left);
      long frees = SlotArrayLayout.freesAcquire(segment, generations, (word << 6) + bit);
      references[bit] = SlotReference.of(firstIndex + bit, SlotReference.generationAfter(frees));
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
    boolean freed = freeUntold(reference);
    if (freed) {
      tell(SlotReference.index(reference) - firstIndex);
    }
    return freed;
  }

  /**
   * Frees a leased slot like {@link #free}, without a store into shared memory: the other side
   * learns of it with the slot's next end that it is told of, or when the block is closed. For a
   * lease of which it keeps nothing.
   */
  public boolean freeUntold(long reference) {
    int bit = SlotReference.index(reference) - firstIndex;
    // A slot that is free has the reference of its next lease, which nobody knows yet.
    if (bit < 0 || bit >= references.length || references[bit] != reference) {
      return false;
    }
    references[bit] = SlotReference.next(reference);
    free |= 1L << bit;
    return true;
  }

  private void tell(int bit) {
    long frees = SlotReference.freesBefore(SlotReference.generation(references[bit]));
    // HB slot.over: the last look at what lies in a slot before the other side learns of its end.
    SlotArrayLayout.freesRelease(segment, generations, (word << 6) + bit, frees);
  }

  /** Returns what references call the first slot that the block may have. */
  int firstIndex() {
    return firstIndex;
  }

  /** Returns whether that is a slot of the block, whoever has it now. */
  boolean has(long reference) {
    int bit = SlotReference.index(reference) - firstIndex;
    return bit >= 0 && bit < references.length && (bits & 1L << bit) != 0;
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
    for (long left = bits; left != 0; left &= left - 1) {
      int bit = Long.numberOfTrailingZeros(left);
      if ((free & 1L << bit) == 0) {
        references[bit] = SlotReference.next(references[bit]);
      }
      tell(bit);
    }
    free = 0;
    long ignored = bitmap.freeAll(word, bits);
  }
}
