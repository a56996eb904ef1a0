package io.ranvier.buffer;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Which bytes of which segment a buffer shows, and the one check that guards them.
 *
 * <p>The base of a chain in which each class adds one kind of access to the one below it: {@link
 * PlainAccess}, {@link AtomicAccess}, {@link ByteTransfer}, {@link ContentComparison}, {@link
 * AsciiText}, {@link Utf8Text}, {@link AsciiNumberParsing}, {@link AsciiNumberWriting}, {@link
 * SegmentBuffer}. Only the last can be instantiated, so a call on it has one possible target.
 *
 * <p>A dead buffer (never wrapped, or released) has a capacity below zero. The bounds check then
 * refuses every range, even the empty one, and life costs the hot path nothing: the reason for a
 * refusal is looked up only after the check has failed.
 */
abstract class SegmentWindow implements AtomicBuffer {
  private static final int DEAD = -1;

  /**
   * The segment that the window lies in; kept when the window dies, so that it can be re-wrapped.
   */
  MemorySegment segment;

  /** Its size; without one no window has room, not even an empty one. */
  private long segmentBytes = -1;

  /** Offset in bytes from the segment's start to the window's. */
  long base;

  /** Bytes in the window, or {@link #DEAD}. */
  private int capacity = DEAD;

  /** Moves the window; leaves it where it was when the new place is refused. */
  final void moveTo(MemorySegment target, long offset, int length) {
    // Most windows move within one segment, and to ask it and to store it costs more than to look.
    boolean moves = target != segment;
    long bytes = moves ? target.byteSize() : segmentBytes;
    // By hand: the library's check is a call from code that is large already.
    if ((offset | length) < 0 || length > bytes - offset) {
      throw Refusals.outOfBounds(offset, length, bytes);
    }
    if (moves) {
      if (!target.isNative()) {
        throw Refusals.heapMemory();
      }
      segment = target;
      segmentBytes = bytes;
    }
    base = offset;
    capacity = length;
  }

  final void kill() {
    capacity = DEAD;
  }

  final boolean alive() {
    return capacity >= 0;
  }

  /** Refuses a range outside the window, and any range at all when the window is dead. */
  final void check(int index, int length) {
    // No overflow: index >= 0 and capacity >= -1, so the difference is at least Integer.MIN_VALUE.
    if ((index | length) < 0 || length > capacity - index) {
      throw refusal(index, length);
    }
  }

  final RuntimeException refusal(int index, int length) {
    if (capacity < 0) {
      return Refusals.dead(segment != null);
    }
    return Refusals.outOfBounds(index, length, capacity);
  }

  /** The memory address of an index; for comparisons and messages. */
  final long addressOf(int index) {
    return segment.address() + base + index;
  }

  /** Returns the bytes in the window; 0 when the buffer is dead. */
  @Override
  public int capacity() {
    return Math.max(capacity, 0);
  }

  @Override
  public void checkLimit(int limit) {
    if (limit > capacity || capacity < 0) {
      throw capacity < 0 ? refusal(0, 0) : Refusals.beyondLimit(limit, capacity);
    }
  }

  @Override
  public void boundsCheck(int index, int length) {
    check(index, length);
  }

  /**
   * Returns the segment that the window lies in: the whole of it, for calls that take a segment and
   * an offset.
   */
  public final MemorySegment segment() {
    check(0, 0);
    return segment;
  }

  /** Returns where in {@link #segment()} index 0 lies, in bytes. */
  public final long segmentOffset() {
    check(0, 0);
    return base;
  }

  /**
   * Returns the memory address of index 0.
   *
   * <p>Other kinds of buffer use it to copy from this one. Whoever keeps it has memory that nobody
   * guards: neither the release of this view nor the unmapping of the segment is noticed there.
   */
  @Override
  public long addressOffset() {
    check(0, 0);
    if (!segment.scope().isAlive()) {
      throw Refusals.unmapped();
    }
    return addressOf(0);
  }

  /** Returns null: the memory is never a heap array. */
  @Override
  public byte[] byteArray() {
    return null;
  }

  /**
   * Returns null, also after {@link #wrap(ByteBuffer)}: the window does not remember the object.
   */
  @Override
  public ByteBuffer byteBuffer() {
    return null;
  }

  /** Returns 0: there is no wrapped array or {@link ByteBuffer} whose indices could differ. */
  @Override
  public int wrapAdjustment() {
    return 0;
  }

  /** Returns false: the window never grows by itself. */
  @Override
  public boolean isExpandable() {
    return false;
  }

  @Override
  public String toString() {
    String window =
        alive() ? "offset=" + base + ", capacity=" + capacity : Refusals.stateName(segment != null);
    return "SegmentBuffer{" + window + ", segment=" + segment + "}";
  }
}
