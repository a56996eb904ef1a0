package io.ranvier.interleaving;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Words of 1, 2, 4 or 8 bytes in memory. */
final class Words {
  private Words() {}

  static long read(MemorySegment segment, long offset, int bytes) {
    return switch (bytes) {
      case 1 -> segment.get(JAVA_BYTE, offset);
      case 2 -> segment.get(JAVA_SHORT_UNALIGNED, offset);
      case 4 -> segment.get(JAVA_INT_UNALIGNED, offset);
      default -> segment.get(JAVA_LONG_UNALIGNED, offset);
    };
  }

  static void write(MemorySegment segment, long offset, int bytes, long value) {
    switch (bytes) {
      case 1 -> segment.set(JAVA_BYTE, offset, (byte) value);
      case 2 -> segment.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
      case 4 -> segment.set(JAVA_INT_UNALIGNED, offset, (int) value);
      default -> segment.set(JAVA_LONG_UNALIGNED, offset, value);
    }
  }
}
