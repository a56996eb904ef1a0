package io.ranvier.slot;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A lock-free allocation bitmap over words of 64 bits with a summary. Borrows its segment.
 *
 * <p>Invariant: bit {@code i} is set while slot {@code i} is taken. The linearisation point of both
 * operations is the atomic operation on the word.
 *
 * <p>The summary holds one bit a word: "was seen full". It is a hint that only saves time: it is
 * set after the word was seen full and cleared again if the word is not full on a second look, and
 * a freeing thread clears it after it cleared its bit. A thread that finds no word by the hints
 * looks at every word before it answers "none", so a wrong hint costs time and never a slot.
 *
 * <p>Progress: freeing is wait-free. Taking is lock-free among the threads of the owner, and
 * bounded whatever another process writes into the words: each word is tried a bounded number of
 * times.
 *
 * <p>Threads: any. Memory order: taking a bit acquires what the thread that freed it released.
 */
public final class SlotBitmap {
  /** No bit was free. */
  public static final int NONE = -1;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
  private static final int ATTEMPTS_PER_WORD = 256;

  private final MemorySegment segment;
  private final long summaryBase;
  private final long wordsBase;
  private final int slotCount;
  private final int wordCount;

  /**
   * @param summaryBase offset of the summary words
   * @param wordsBase offset of the bitmap words
   * @param slotCount how many bits are in use
   */
  public SlotBitmap(MemorySegment segment, long summaryBase, long wordsBase, int slotCount) {
    this.segment = segment;
    this.summaryBase = summaryBase;
    this.wordsBase = wordsBase;
    this.slotCount = slotCount;
    this.wordCount = wordsFor(slotCount);
  }

  /** Returns how many words of 64 bits hold that many bits. */
  public static int wordsFor(int bits) {
    return (bits + 63) >>> 6;
  }

  /**
   * Takes a free bit and sets it.
   *
   * @param hint the word to begin with, so that threads may spread; any number
   * @return the index of the bit, or {@link #NONE}
   */
  public int tryTake(int hint) {
    int first = Math.floorMod(hint, wordCount);
    int index = takeIn(first);
    if (index >= 0 || wordCount == 1) {
      return index;
    }
    index = takeByHints(first);
    return index >= 0 ? index : takeByScan(first);
  }

  /**
   * Clears a bit.
   *
   * @return false when it was not set
   */
  public boolean free(int index) {
    return freeAll(index >>> 6, 1L << index) != 0;
  }

  /**
   * Clears several bits of one word at once.
   *
   * @return those of them that were set
   */
  long freeAll(int word, long bits) {
    // HB slot.free: the last use of a slot before its next lease.
    long before = (long) LONG.getAndBitwiseAnd(segment, wordOffset(word), ~bits);
    if (before == validBits(word) && wordCount > 1) {
      clearHint(word);
    }
    return before & bits;
  }

  /**
   * Sets all bits of a word that are clear.
   *
   * @return those bits, or 0
   */
  long tryTakeWord(int word) {
    long valid = validBits(word);
    // HB slot.free: the last use of a slot before its next lease.
    long before = (long) LONG.getAndBitwiseOr(segment, wordOffset(word), valid);
    if (wordCount > 1) {
      setHint(word);
    }
    return valid & ~before;
  }

  /** Returns the word with the most clear bits; only a hint when others take and free. */
  int emptiestWord() {
    int emptiest = 0;
    int most = -1;
    for (int word = 0; word < wordCount; word++) {
      long bits = (long) LONG.getOpaque(segment, wordOffset(word));
      int free = Long.bitCount(validBits(word) & ~bits);
      if (free > most) {
        most = free;
        emptiest = word;
      }
    }
    return emptiest;
  }

  /** Returns how many bits a word has. */
  int bitsIn(int word) {
    return Long.bitCount(validBits(word));
  }

  /**
   * Sets all bits if none of them is set.
   *
   * @return false when some were, or became so meanwhile; those stay as they are
   */
  boolean tryTakeAll() {
    for (int word = 0; word < wordCount; word++) {
      if (!(boolean) LONG.compareAndSet(segment, wordOffset(word), 0L, validBits(word))) {
        while (--word >= 0) {
          long ignored = freeAll(word, validBits(word));
        }
        return false;
      }
    }
    return true;
  }

  /** Returns whether a bit is set. */
  public boolean isTaken(int index) {
    return ((long) LONG.getAcquire(segment, wordOffset(index >>> 6)) & (1L << index)) != 0;
  }

  /** Counts the bits that are set; exact only while nobody takes or frees. */
  public int takenCount() {
    int count = 0;
    for (int word = 0; word < wordCount; word++) {
      count += Long.bitCount((long) LONG.getAcquire(segment, wordOffset(word)));
    }
    return count;
  }

  private int takeByHints(int first) {
    int summaryCount = wordsFor(wordCount);
    for (int i = 0; i < summaryCount; i++) {
      int summary = ((first >>> 6) + i) % summaryCount;
      long candidates = ~(long) LONG.getOpaque(segment, summaryBase + ((long) summary << 3));
      while (candidates != 0) {
        int word = (summary << 6) + Long.numberOfTrailingZeros(candidates);
        if (word >= wordCount) {
          break;
        }
        int index = takeIn(word);
        if (index >= 0) {
          return index;
        }
        candidates &= candidates - 1;
      }
    }
    return NONE;
  }

  private int takeByScan(int first) {
    for (int i = 0; i < wordCount; i++) {
      int word = first + i;
      int index = takeIn(word < wordCount ? word : word - wordCount);
      if (index >= 0) {
        return index;
      }
    }
    return NONE;
  }

  private int takeIn(int word) {
    long offset = wordOffset(word);
    long valid = validBits(word);
    long seen = (long) LONG.getOpaque(segment, offset);
    for (int attempt = 0; attempt < ATTEMPTS_PER_WORD; attempt++) {
      long free = ~seen & valid;
      if (free == 0) {
        return NONE;
      }
      long bit = Long.lowestOneBit(free);
      // HB slot.free: the last use of a slot before its next lease.
      long witness = (long) LONG.compareAndExchange(segment, offset, seen, seen | bit);
      if (witness == seen) {
        if (free == bit && wordCount > 1) {
          setHint(word);
        }
        return (word << 6) + Long.numberOfTrailingZeros(bit);
      }
      seen = witness;
    }
    return NONE;
  }

  private void setHint(int word) {
    long offset = summaryBase + ((long) (word >>> 6) << 3);
    long ignored = (long) LONG.getAndBitwiseOr(segment, offset, 1L << word);
    // Second look: who freed a bit before the hint stood had no hint to clear.
    if ((long) LONG.getVolatile(segment, wordOffset(word)) != validBits(word)) {
      clearHint(word);
    }
  }

  private void clearHint(int word) {
    long offset = summaryBase + ((long) (word >>> 6) << 3);
    long ignored = (long) LONG.getAndBitwiseAnd(segment, offset, ~(1L << word));
  }

  /** Returns the bits of a word that stand for slots. */
  long validBits(int word) {
    int bits = slotCount - (word << 6);
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }

  private long wordOffset(int word) {
    return wordsBase + ((long) word << 3);
  }
}
