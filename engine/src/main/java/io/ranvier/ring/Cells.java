package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Copies payload bytes into cells. */
final class Cells {
  private Cells() {}

  /** Copies without a loop below 64 bytes: setting a loop up costs more than the moves. */
  static void copy(MemorySegment from, long source, MemorySegment to, long target, int length) {
    if (length >= 64) {
      MemorySegment.copy(from, source, to, target, length);
      return;
    }
    long at = 0;
    if ((length & 32) != 0) {
      move(from, source, to, target);
      move(from, source + 8, to, target + 8);
      move(from, source + 16, to, target + 16);
      move(from, source + 24, to, target + 24);
      at = 32;
    }
    if ((length & 16) != 0) {
      move(from, source + at, to, target + at);
      move(from, source + at + 8, to, target + at + 8);
      at += 16;
    }
    if ((length & 8) != 0) {
      move(from, source + at, to, target + at);
      at += 8;
    }
    if ((length & 7) != 0) {
      copyTail(from, source + at, to, target + at, length & 7);
    }
  }

  private static void move(MemorySegment from, long source, MemorySegment to, long target) {
    to.set(JAVA_LONG_UNALIGNED, target, from.get(JAVA_LONG_UNALIGNED, source));
  }

  private static void copyTail(
      MemorySegment from, long source, MemorySegment to, long target, int length) {
    long at = 0;
    if ((length & 4) != 0) {
      to.set(JAVA_INT_UNALIGNED, target, from.get(JAVA_INT_UNALIGNED, source));
      at = 4;
    }
    if ((length & 2) != 0) {
      to.set(JAVA_SHORT_UNALIGNED, target + at, from.get(JAVA_SHORT_UNALIGNED, source + at));
      at += 2;
    }
    if ((length & 1) != 0) {
      to.set(JAVA_BYTE, target + at, from.get(JAVA_BYTE, source + at));
    }
  }
}
