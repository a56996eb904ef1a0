package io.ranvier.bench.contender;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.stream.LongStream;

/**
 * The bytes of a message: they follow from its number and direction, and differ from message to
 * message in every word.
 *
 * <p>Word i (8 bytes, native order, at offset 8 i) is {@code seed + i}; the 0 to 7 bytes after the
 * last whole word are the low bytes of the next word. Both the writing and the checking are part of
 * what is measured, for all contenders alike, so they are kept to a few instructions per word.
 */
public final class Pattern {
  private static final VarHandle LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.varHandle().withInvokeExactBehavior();

  /** One of four words, of which all or none lie in the segment: asked once. */
  private static final VarHandle LONG_OF_4 =
      MemoryLayout.sequenceLayout(4, ValueLayout.JAVA_LONG_UNALIGNED)
          .varHandle(PathElement.sequenceElement())
          .withInvokeExactBehavior();

  private static final long REQUEST_FACTOR = 0x9E3779B97F4A7C15L;
  private static final long REPLY_FACTOR = 0xC2B2AE3D27D4EB4FL;

  /** Bytes per turn of the loop over messages that are not short. */
  private static final int BLOCK = 8 * Long.BYTES;

  /**
   * 0, 1, 2 ...: the compiler makes vector instructions of loops that add numbers from memory, and
   * of those that check none that count by themselves.
   */
  private static final long[] COUNT = LongStream.range(0, 128).toArray();

  private static final int LONG_BLOCK = COUNT.length * Long.BYTES;

  private Pattern() {}

  /** Returns the first word of request (or one-way message) {@code number}. */
  public static long request(long number) {
    return (number + 1) * REQUEST_FACTOR;
  }

  /** Returns the first word of the reply to request {@code number}. */
  public static long reply(long number) {
    return (number + 1) * REPLY_FACTOR;
  }

  /** Writes the {@code length} bytes of the message whose first word is {@code seed}. */
  public static void fill(MemorySegment segment, long offset, int length, long seed) {
    int at = 0;
    if (length >= BLOCK) {
      at = length & -LONG_BLOCK;
      if (at > 0) {
        fillLongBlocks(segment, offset, at, seed);
      }
      fillBlocks(segment, offset, at, length, seed);
      at = length & -BLOCK;
    }
    // What is left, by halves: a loop of unknown length costs more to set up than a short message.
    if ((length & 4 * Long.BYTES) != 0) {
      fill4(segment, offset + at, seed + at / Long.BYTES);
      at += 4 * Long.BYTES;
    }
    if ((length & 4 * Long.BYTES - 1) != 0) {
      fillRest(segment, offset, at, length, seed);
    }
  }

  private static void fillLongBlocks(MemorySegment segment, long offset, int end, long seed) {
    for (int at = 0; at < end; at += LONG_BLOCK) {
      fillLongBlock(segment, offset + at, seed + at / Long.BYTES);
    }
  }

  private static void fillLongBlock(MemorySegment segment, long offset, long word) {
    for (int i = 0; i < COUNT.length; i++) {
      LONG.set(segment, offset + (long) i * Long.BYTES, word + COUNT[i]);
    }
  }

  private static void fillBlocks(
      MemorySegment segment, long offset, int from, int length, long seed) {
    for (int at = from; at <= length - BLOCK; at += BLOCK) {
      fill4(segment, offset + at, seed + at / Long.BYTES);
      fill4(segment, offset + at + 4 * Long.BYTES, seed + at / Long.BYTES + 4);
    }
  }

  private static void fill4(MemorySegment segment, long offset, long word) {
    // A loop that the compiler writes out. Written out here, it would count as four accesses, and
    // the compiler takes in only so many of them around an exchange.
    for (int i = 0; i < 4; i++) {
      LONG_OF_4.set(segment, offset, (long) i, word + i);
    }
  }

  private static void fillRest(MemorySegment segment, long offset, int from, int to, long seed) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      LONG.set(segment, offset + at, seed + at / Long.BYTES);
    }
    for (long word = seed + at / Long.BYTES; at < to; at++, word >>>= Byte.SIZE) {
      segment.set(ValueLayout.JAVA_BYTE, offset + at, (byte) word);
    }
  }

  /**
   * Checks the {@code length} bytes of the message whose first word is {@code seed}.
   *
   * @param number the message's number, for the error
   * @throws ContentError when any byte differs
   */
  public static void check(MemorySegment segment, long offset, int length, long seed, long number) {
    // No branch per word: the differences are gathered and looked at once.
    long wrong = 0;
    int at = 0;
    if (length >= BLOCK) {
      at = length & -LONG_BLOCK;
      if (at > 0) {
        wrong = checkLongBlocks(segment, offset, at, seed);
      }
      wrong |= checkBlocks(segment, offset, at, length, seed);
      at = length & -BLOCK;
    }
    if ((length & 4 * Long.BYTES) != 0) {
      wrong |= check4(segment, offset + at, seed + at / Long.BYTES);
      at += 4 * Long.BYTES;
    }
    if ((length & 4 * Long.BYTES - 1) != 0) {
      wrong |= checkRest(segment, offset, at, length, seed);
    }
    if (wrong != 0) {
      throw new ContentError(
          "wrong bytes in a message: number=%d, length=%d".formatted(number, length));
    }
  }

  private static long checkLongBlocks(MemorySegment segment, long offset, int end, long seed) {
    long wrong = 0;
    for (int at = 0; at < end; at += LONG_BLOCK) {
      wrong |= checkLongBlock(segment, offset + at, seed + at / Long.BYTES);
    }
    return wrong;
  }

  private static long checkLongBlock(MemorySegment segment, long offset, long word) {
    long wrong = 0;
    for (int i = 0; i < COUNT.length; i++) {
      wrong |= (long) LONG.get(segment, offset + (long) i * Long.BYTES) ^ (word + COUNT[i]);
    }
    return wrong;
  }

  private static long checkBlocks(
      MemorySegment segment, long offset, int from, int length, long seed) {
    long wrong = 0;
    for (int at = from; at <= length - BLOCK; at += BLOCK) {
      wrong |= check4(segment, offset + at, seed + at / Long.BYTES);
      wrong |= check4(segment, offset + at + 4 * Long.BYTES, seed + at / Long.BYTES + 4);
    }
    return wrong;
  }

  /** Returns the bits in which four words differ from what they should be. */
  private static long check4(MemorySegment segment, long offset, long word) {
    long wrong = 0;
    for (int i = 0; i < 4; i++) {
      wrong |= (long) LONG_OF_4.get(segment, offset, (long) i) ^ (word + i);
    }
    return wrong;
  }

  private static long checkRest(MemorySegment segment, long offset, int from, int to, long seed) {
    long wrong = 0;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      wrong |= (long) LONG.get(segment, offset + at) ^ (seed + at / Long.BYTES);
    }
    for (long word = seed + at / Long.BYTES; at < to; at++, word >>>= Byte.SIZE) {
      wrong |= segment.get(ValueLayout.JAVA_BYTE, offset + at) ^ (byte) word;
    }
    return wrong;
  }
}
