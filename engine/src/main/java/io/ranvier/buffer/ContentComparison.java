package io.ranvier.buffer;

import org.agrona.DirectBuffer;

/**
 * Compares buffers by their bytes, with the results that Agrona's own buffers give: longs in the
 * machine's byte order first, then the bytes that are left.
 *
 * <p>The order is inconsistent with equals: only another {@link SegmentBuffer} can be equal. A dead
 * buffer has no content, so that all of these refuse it.
 */
abstract class ContentComparison extends ByteTransfer {
  @Override
  public int compareTo(DirectBuffer that) {
    if (this == that) {
      return 0;
    }
    check(0, 0);
    that.boundsCheck(0, 0);
    int length = Math.min(capacity(), that.capacity());
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      int order = Long.compare(getLong(i), that.getLong(i));
      if (order != 0) {
        return order;
      }
    }
    for (; i < length; i++) {
      int order = Byte.compare(getByte(i), that.getByte(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(capacity(), that.capacity());
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    check(0, 0);
    return other instanceof ContentComparison that
        && capacity() == that.capacity()
        && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    check(0, 0);
    int length = capacity();
    int hash = 19;
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      hash = 31 * hash + Long.hashCode(getLong(i));
    }
    for (; i < length; i++) {
      hash = 31 * hash + getByte(i);
    }
    return hash;
  }
}
