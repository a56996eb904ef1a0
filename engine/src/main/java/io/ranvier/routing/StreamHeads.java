package io.ranvier.routing;

import java.lang.foreign.MemorySegment;

/**
 * What stands in front of the frames of one direction of a byte stream, and so how the two sides
 * know which call a frame belongs to.
 *
 * <p>Threads: those who send take turns, one receives.
 */
sealed interface StreamHeads {
  /** Returns how many bytes a reference takes; 0 or more. */
  int bytes();

  /** Returns the reference of the next frame to come in. */
  long next(MemorySegment frame);

  /** Writes the reference of a frame that goes out. */
  void write(long reference, MemorySegment target, long offset);

  /** Returns heads for calls that are told apart by counting. */
  static StreamHeads counted() {
    return new Counted();
  }

  /** Returns heads that carry the reference. */
  static StreamHeads referenced() {
    return new Referenced();
  }

  /** No bytes: the n-th frame belongs to the n-th call. */
  final class Counted implements StreamHeads {
    private long count;

    @Override
    public int bytes() {
      return 0;
    }

    @Override
    public long next(MemorySegment frame) {
      return Sequential.reference(++count);
    }

    @Override
    public void write(long reference, MemorySegment target, long offset) {}
  }

  /** The reference itself. */
  final class Referenced implements StreamHeads {
    @Override
    public int bytes() {
      return StreamNumbers.REFERENCE_BYTES;
    }

    @Override
    public long next(MemorySegment frame) {
      return StreamNumbers.reference(frame, 0);
    }

    @Override
    public void write(long reference, MemorySegment target, long offset) {
      StreamNumbers.reference(target, offset, reference);
    }
  }
}
