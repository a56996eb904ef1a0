package io.ranvier.lane;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Checks which bytes of a caller's memory are to be sent. */
public final class SourceRange {
  private SourceRange() {}

  /**
   * Checks a range, in one comparison of signs and one of sizes as the JDK does; what is wrong with
   * it is found out afterwards.
   *
   * @throws RanvierException INVALID_ARGUMENT for a negative length
   * @throws IndexOutOfBoundsException for a range that the source does not have
   */
  public static void check(MemorySegment source, long offset, int length) {
    if ((offset | length) < 0 || source.byteSize() - length < offset) {
      throw refusal(source, offset, length);
    }
  }

  /** Refuses a length that is less than 0. */
  public static void checkLength(int length) {
    if (length < 0) {
      throw negative(length);
    }
  }

  /** Returns the refusal of a length that is less than 0. */
  static RanvierException negative(int length) {
    return new RanvierException(
        ErrorCode.INVALID_ARGUMENT,
        "cannot send: lengthBytes=%d; a payload has 0 bytes or more".formatted(length));
  }

  private static RuntimeException refusal(MemorySegment source, long offset, int length) {
    if (length < 0) {
      return negative(length);
    }
    long ignored = Objects.checkFromIndexSize(offset, length, source.byteSize());
    throw new AssertionError("a range that is in bounds was refused");
  }
}
