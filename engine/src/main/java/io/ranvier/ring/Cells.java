package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Copies payload bytes into cells. */
final class Cells {
  // Up to here explicit long moves beat MemorySegment.copy, whose stub costs a call.
  private static final int MOVES_UP_TO = 96;

  private Cells() {}

  static void copy(
      MemorySegment source, long sourceOffset, MemorySegment cells, long offset, int length) {
    if (length > MOVES_UP_TO) {
      MemorySegment.copy(source, sourceOffset, cells, offset, length);
      return;
    }
    int words = length & ~7;
    for (int i = 0; i < words; i += 8) {
      long word = source.get(JAVA_LONG_UNALIGNED, sourceOffset + i);
      cells.set(JAVA_LONG_UNALIGNED, offset + i, word);
    }
    for (int i = words; i < length; i++) {
      cells.set(JAVA_BYTE, offset + i, source.get(JAVA_BYTE, sourceOffset + i));
    }
  }
}
