package io.ranvier.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Moves and fills ranges of bytes.
 *
 * <p>Every copy behaves as if it went through a temporary array, so source and destination may
 * overlap; nothing is copied when either range is refused. {@code MemorySegment.copy} does the work
 * at every size: loops of 8-byte moves, tried up to 256 bytes, were slower from 32 bytes on.
 *
 * <p>Only the transfers with a {@link ByteBuffer} allocate: a short-lived segment over it.
 */
abstract class ByteTransfer extends AtomicAccess {
  @Override
  public void getBytes(int index, byte[] dst) {
    getBytes(index, dst, 0, dst.length);
  }

  @Override
  public void getBytes(int index, byte[] dst, int offset, int length) {
    check(index, length);
    Objects.checkFromIndexSize(offset, length, dst.length);
    MemorySegment.copy(segment, JAVA_BYTE, base + index, dst, offset, length);
  }

  @Override
  public void getBytes(int index, MutableDirectBuffer dstBuffer, int dstIndex, int length) {
    dstBuffer.putBytes(dstIndex, this, index, length);
  }

  /** Copies to the destination's position and advances it. */
  @Override
  public void getBytes(int index, ByteBuffer dstBuffer, int length) {
    int dstOffset = dstBuffer.position();
    getBytes(index, dstBuffer, dstOffset, length);
    dstBuffer.position(dstOffset + length);
  }

  /** Ignores the destination's position and limit, as Agrona does; refuses a read-only one. */
  @Override
  public void getBytes(int index, ByteBuffer dstBuffer, int dstOffset, int length) {
    check(index, length);
    Objects.checkFromIndexSize(dstOffset, length, dstBuffer.capacity());
    if (dstBuffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    MemorySegment.copy(segment, base + index, wholeOf(dstBuffer), dstOffset, length);
  }

  @Override
  public void putBytes(int index, byte[] src) {
    putBytes(index, src, 0, src.length);
  }

  @Override
  public void putBytes(int index, byte[] src, int offset, int length) {
    check(index, length);
    Objects.checkFromIndexSize(offset, length, src.length);
    MemorySegment.copy(src, offset, segment, JAVA_BYTE, base + index, length);
  }

  /** Copies from the source's position and advances it. */
  @Override
  public void putBytes(int index, ByteBuffer srcBuffer, int length) {
    int srcIndex = srcBuffer.position();
    putBytes(index, srcBuffer, srcIndex, length);
    srcBuffer.position(srcIndex + length);
  }

  /** Ignores the source's position and limit, as Agrona does. */
  @Override
  public void putBytes(int index, ByteBuffer srcBuffer, int srcIndex, int length) {
    check(index, length);
    Objects.checkFromIndexSize(srcIndex, length, srcBuffer.capacity());
    MemorySegment.copy(wholeOf(srcBuffer), srcIndex, segment, base + index, length);
  }

  @Override
  public void putBytes(int index, DirectBuffer srcBuffer, int srcIndex, int length) {
    check(index, length);
    if (srcBuffer instanceof SegmentWindow src) {
      src.check(srcIndex, length);
      MemorySegment.copy(src.segment, src.base + srcIndex, segment, base + index, length);
      return;
    }
    srcBuffer.boundsCheck(srcIndex, length);
    byte[] array = srcBuffer.byteArray();
    if (array != null) {
      int offset = srcBuffer.wrapAdjustment() + srcIndex;
      MemorySegment.copy(array, offset, segment, JAVA_BYTE, base + index, length);
    } else if (srcBuffer.addressOffset() + srcIndex < addressOf(index)) {
      copyDown(index, srcBuffer, srcIndex, length);
    } else {
      copyUp(index, srcBuffer, srcIndex, length);
    }
  }

  /** Copies from another kind of buffer by its public methods, lowest byte first. */
  private void copyUp(int index, DirectBuffer src, int srcIndex, int length) {
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      putLong(index + i, src.getLong(srcIndex + i));
    }
    for (; i < length; i++) {
      putByte(index + i, src.getByte(srcIndex + i));
    }
  }

  /** The same, highest byte first: right when the source begins below and overlaps. */
  private void copyDown(int index, DirectBuffer src, int srcIndex, int length) {
    int i = length;
    for (; i >= Long.BYTES; i -= Long.BYTES) {
      putLong(index + i - Long.BYTES, src.getLong(srcIndex + i - Long.BYTES));
    }
    while (--i >= 0) {
      putByte(index + i, src.getByte(srcIndex + i));
    }
  }

  /** Fills by a loop that the JIT compiler vectorises; a slice's fill would make an object. */
  @Override
  public void setMemory(int index, int length, byte value) {
    check(index, length);
    MemorySegment target = segment;
    long offset = base + index;
    long pattern = (value & 0xFFL) * 0x0101_0101_0101_0101L;
    int wholeWords = length & -Long.BYTES;
    int i = 0;
    for (; i < wholeWords; i += Long.BYTES) {
      LONG.set(target, offset + i, pattern);
    }
    for (; i < length; i++) {
      BYTE.set(target, offset + i, value);
    }
  }

  /** Makes a segment of all a buffer's bytes, whatever its position and limit. */
  static MemorySegment wholeOf(ByteBuffer buffer) {
    return MemorySegment.ofBuffer(buffer.duplicate().clear());
  }
}
