package io.ranvier.buffer;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * Borrows a window of an off-heap {@link MemorySegment} and shows it as Agrona's AtomicBuffer, so
 * that SBE codecs and code written for Agrona work on shared memory without a JVM flag.
 *
 * <p><b>Life.</b> A view is dead until it is wrapped and dead again after {@link #release()}; it
 * may be wrapped any number of times, which allocates nothing. A dead view refuses every access
 * with a {@link io.ranvier.error.RanvierException} of code {@code WRONG_STATE}; only {@link
 * #capacity()} (0), {@link #isLive()}, {@link #toString()} and the constants of the window answer.
 * Re-wrapping revives the view for everybody who still holds it: who lends a view to user code
 * lends the same one again, and the user must not keep it.
 *
 * <p><b>Threads.</b> Wrapping and releasing belong to one thread, or are ordered by the caller.
 * Between them any thread may use the view, as far as the segment's arena lets it. A thread that
 * races with a re-wrap may see the old window, the new one, or a mixture; all lie in a segment that
 * was wrapped, for the segment checks each access again.
 *
 * <p><b>Memory order.</b> Plain access needs no alignment and promises no order. Acquire, release,
 * opaque, volatile and read-modify-write access follow {@link java.lang.invoke.VarHandle} and need
 * an address that is a multiple of the operand's size; any other is refused with {@code
 * INVALID_ARGUMENT}.
 *
 * <p><b>Where it differs from Agrona's UnsafeBuffer</b> with its bounds checks on:
 *
 * <ul>
 *   <li>Bounds are always checked; {@code agrona.disable.bounds.checks} changes nothing.
 *   <li>Heap arrays cannot be wrapped, nor can bare addresses: all memory is off-heap and has an
 *       owner. So {@link #byteArray()} and {@link #byteBuffer()} are always null and {@link
 *       #addressOffset()} is always a true address.
 *   <li>Misaligned atomic access is refused, also on x86.
 *   <li>A read-only segment refuses writes with what {@code java.lang.foreign} throws, a segment
 *       whose arena was closed with an IllegalStateException.
 *   <li>A read-only {@link ByteBuffer} is refused as a destination.
 *   <li>{@link #putNaturalLongAscii} refuses a negative value instead of writing something else.
 * </ul>
 */
public final class SegmentBuffer extends AsciiNumberWriting {
  /** Makes a dead view, to be wrapped later. */
  public SegmentBuffer() {}

  /** Makes a view of a window; see {@link #wrap(MemorySegment, long, int)}. */
  public SegmentBuffer(MemorySegment segment, long offset, int length) {
    moveTo(segment, offset, length);
  }

  /**
   * Shows {@code length} bytes of a segment from a byte offset on, and revives a dead view. When it
   * throws, the view is as it was.
   *
   * @throws IndexOutOfBoundsException if the window does not lie in the segment
   * @throws io.ranvier.error.RanvierException {@code INVALID_ARGUMENT} if the segment is a heap
   *     array
   */
  public void wrap(MemorySegment segment, long offset, int length) {
    moveTo(segment, offset, length);
  }

  /** Shows a whole segment, which must not be longer than {@link Integer#MAX_VALUE} bytes. */
  public void wrap(MemorySegment segment) {
    long byteSize = segment.byteSize();
    if (byteSize > Integer.MAX_VALUE) {
      throw Refusals.tooLong(byteSize);
    }
    moveTo(segment, 0, (int) byteSize);
  }

  /**
   * Ends the view: from now on every access is refused. Idempotent. The segment stays referenced,
   * so that wrapping it again is cheap; a view of an automatic arena's segment keeps its memory.
   */
  public void release() {
    kill();
  }

  /** Tells whether the view shows a window: it was wrapped and not released since. */
  public boolean isLive() {
    return alive();
  }

  @Override
  public void wrap(DirectBuffer buffer) {
    wrap(buffer, 0, buffer.capacity());
  }

  /**
   * Shows a part of what another buffer shows: of a {@link SegmentBuffer}, or of a buffer that
   * wraps a direct {@link ByteBuffer}. Heap arrays and bare addresses are refused.
   */
  @Override
  public void wrap(DirectBuffer buffer, int offset, int length) {
    buffer.boundsCheck(offset, length);
    if (buffer instanceof SegmentWindow that) {
      moveTo(that.segment, that.base + offset, length);
      return;
    }
    if (buffer.byteArray() != null) {
      throw Refusals.heapMemory();
    }
    ByteBuffer owner = buffer.byteBuffer();
    if (owner == null) {
      throw Refusals.rawAddress();
    }
    moveTo(wholeOf(owner), (long) buffer.wrapAdjustment() + offset, length);
  }

  @Override
  public void wrap(ByteBuffer buffer) {
    wrap(buffer, 0, buffer.capacity());
  }

  /** Shows a part of a direct buffer, whatever its position and limit; allocates the segment. */
  @Override
  public void wrap(ByteBuffer buffer, int offset, int length) {
    moveTo(wholeOf(buffer), offset, length);
  }

  /** Always refused: there is no heap memory behind a view. */
  @Override
  public void wrap(byte[] buffer) {
    throw Refusals.heapMemory();
  }

  /** Always refused: there is no heap memory behind a view. */
  @Override
  public void wrap(byte[] buffer, int offset, int length) {
    throw Refusals.heapMemory();
  }

  /** Always refused: a segment at any address is what only native access may make. */
  @Override
  public void wrap(long address, int length) {
    throw Refusals.rawAddress();
  }
}
