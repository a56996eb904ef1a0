package io.ranvier.buffer;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/** What a buffer says when it refuses; apart, so that the hot methods stay small. */
final class Refusals {
  private Refusals() {}

  static String stateName(boolean wrappedBefore) {
    return wrappedBefore ? "released" : "never wrapped";
  }

  static RanvierException dead(boolean wrappedBefore) {
    return new RanvierException(
        ErrorCode.WRONG_STATE,
        wrappedBefore
            ? "buffer access refused: the view was used after its release; copy what must outlive"
                + " the call that lent the view"
            : "buffer access refused: the view was never wrapped; wrap a memory segment first");
  }

  static RanvierException unmapped() {
    return new RanvierException(
        ErrorCode.WRONG_STATE,
        "buffer address refused: the memory behind the view is no longer mapped; release the view"
            + " before its arena is closed");
  }

  static IndexOutOfBoundsException outOfBounds(long index, int length, long capacity) {
    return new IndexOutOfBoundsException(
        "Range ["
            + index
            + ", "
            + index
            + " + "
            + length
            + ") out of bounds for length "
            + capacity);
  }

  static IndexOutOfBoundsException beyondLimit(int limit, int capacity) {
    return new IndexOutOfBoundsException("limit=" + limit + " is beyond capacity=" + capacity);
  }

  static RanvierException misaligned(int index, int size, long address) {
    return invalid(
        "atomic access refused: index="
            + index
            + ", size="
            + size
            + ", address=0x"
            + Long.toHexString(address)
            + "; the address must be a multiple of the size");
  }

  static RanvierException heapMemory() {
    return invalid(
        "wrap refused: the memory is a heap array; allocate it from an Arena, or use a direct"
            + " ByteBuffer");
  }

  static RanvierException rawAddress() {
    return invalid(
        "wrap refused: a bare address has no owner to check against; wrap its MemorySegment, its"
            + " direct ByteBuffer or another SegmentBuffer");
  }

  static RanvierException tooLong(long byteSize) {
    return invalid(
        "wrap refused: byteSize="
            + byteSize
            + " exceeds what an int can index; wrap a window of the segment");
  }

  private static RanvierException invalid(String message) {
    return new RanvierException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
