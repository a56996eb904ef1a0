package io.ranvier.bench.contender;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

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
  private static final long REQUEST_FACTOR = 0x9E3779B97F4A7C15L;
  private static final long REPLY_FACTOR = 0xC2B2AE3D27D4EB4FL;

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
    long word = seed;
    int at = 0;
    // Four words at a time: setting a loop up costs more than a short message.
    for (; at <= length - 4 * Long.BYTES; at += 4 * Long.BYTES, word += 4) {
      LONG.set(segment, offset + at, word);
      LONG.set(segment, offset + at + 8, word + 1);
      LONG.set(segment, offset + at + 16, word + 2);
      LONG.set(segment, offset + at + 24, word + 3);
    }
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      LONG.set(segment, offset + at, word++);
    }
    for (; at < length; at++, word >>>= Byte.SIZE) {
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
    long word = seed;
    long wrong = 0;
    int at = 0;
    // No branch per word: the differences are gathered and looked at once.
    for (; at <= length - 4 * Long.BYTES; at += 4 * Long.BYTES, word += 4) {
      wrong |= (long) LONG.get(segment, offset + at) ^ word;
      wrong |= (long) LONG.get(segment, offset + at + 8) ^ (word + 1);
      wrong |= (long) LONG.get(segment, offset + at + 16) ^ (word + 2);
      wrong |= (long) LONG.get(segment, offset + at + 24) ^ (word + 3);
    }
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      wrong |= (long) LONG.get(segment, offset + at) ^ word++;
    }
    for (; at < length; at++, word >>>= Byte.SIZE) {
      wrong |= segment.get(ValueLayout.JAVA_BYTE, offset + at) ^ (byte) word;
    }
    if (wrong != 0) {
      throw new ContentError(
          "wrong bytes in a message: number=%d, length=%d".formatted(number, length));
    }
  }
}
