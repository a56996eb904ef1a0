package io.ranvier.testing;

import io.ranvier.buffer.SegmentBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes that follow from a seed, so that no frame looks like another one. */
public final class Pattern {
  private Pattern() {}

  public static void fill(MemorySegment target, int length, long seed) {
    int words = length & -8;
    for (int i = 0; i < words; i += 8) {
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, i, word(seed, i));
    }
    for (int i = words; i < length; i++) {
      target.set(ValueLayout.JAVA_BYTE, i, (byte) word(seed, i));
    }
  }

  public static void check(SegmentBuffer payload, int length, long seed) {
    if (payload.capacity() != length) {
      throw new AssertionError("length %d, expected %d".formatted(payload.capacity(), length));
    }
    int words = length & -8;
    for (int i = 0; i < words; i += 8) {
      if (payload.getLong(i) != word(seed, i)) {
        throw new AssertionError("length %d, seed %d: word at %d".formatted(length, seed, i));
      }
    }
    for (int i = words; i < length; i++) {
      if (payload.getByte(i) != (byte) word(seed, i)) {
        throw new AssertionError("length %d, seed %d: byte at %d".formatted(length, seed, i));
      }
    }
  }

  private static long word(long seed, int index) {
    return (seed + 1) * 0x9E3779B97F4A7C15L ^ (index * 0xC2B2AE3D27D4EB4FL);
  }
}
