package io.ranvier.routing;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The numbers in front of a payload on a byte stream: little-endian, at any alignment. */
final class StreamNumbers {
  static final int LENGTH_BYTES = Integer.BYTES;
  static final int REFERENCE_BYTES = Long.BYTES;
  static final int STATUS_BYTES = Integer.BYTES;

  private static final VarHandle INT =
      ValueLayout.JAVA_INT_UNALIGNED
          .withOrder(ByteOrder.LITTLE_ENDIAN)
          .varHandle()
          .withInvokeExactBehavior();
  private static final VarHandle LONG =
      ValueLayout.JAVA_LONG_UNALIGNED
          .withOrder(ByteOrder.LITTLE_ENDIAN)
          .varHandle()
          .withInvokeExactBehavior();

  private StreamNumbers() {}

  /** Reads a length or a status. */
  static int number(MemorySegment bytes, long offset) {
    return (int) INT.get(bytes, offset);
  }

  /** Writes a length or a status. */
  static void number(MemorySegment bytes, long offset, int number) {
    INT.set(bytes, offset, number);
  }

  static long reference(MemorySegment bytes, long offset) {
    return (long) LONG.get(bytes, offset);
  }

  static void reference(MemorySegment bytes, long offset, long reference) {
    LONG.set(bytes, offset, reference);
  }
}
