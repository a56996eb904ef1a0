package io.ranvier.memory;

import java.lang.foreign.MemorySegment;

/**
 * Copies that are short most of the time. A copy of a length that the compiler does not know costs
 * as much as all else that a short message needs; so up to 64 bytes go by halves, each of a length
 * that it knows.
 */
public final class ShortCopy {
  private ShortCopy() {}

  /** Copies {@code length} bytes, 0 or more, from one segment to another. */
  public static void copy(
      MemorySegment source, long from, MemorySegment target, long to, int length) {
    if (length == 32) {
      MemorySegment.copy(source, from, target, to, 32);
    } else {
      copyByHalves(source, from, target, to, length);
    }
  }

  private static void copyByHalves(
      MemorySegment source, long from, MemorySegment target, long to, int length) {
    if (length > 64) {
      MemorySegment.copy(source, from, target, to, length);
      return;
    }
    int done = 0;
    if (length >= 32) {
      MemorySegment.copy(source, from, target, to, 32);
      done = 32;
    }
    if ((length & 16) != 0) {
      MemorySegment.copy(source, from + done, target, to + done, 16);
      done += 16;
    }
    if ((length & 8) != 0) {
      MemorySegment.copy(source, from + done, target, to + done, 8);
      done += 8;
    }
    // Also where nothing is to be copied: the ranges are checked.
    if (done < length || length == 0) {
      MemorySegment.copy(source, from + done, target, to + done, length - done);
    }
  }
}
