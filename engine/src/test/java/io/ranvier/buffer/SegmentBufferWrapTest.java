package io.ranvier.buffer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What may be wrapped, and the methods that differ from UnsafeBuffer's on purpose. */
final class SegmentBufferWrapTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(128, 8);
  private final SegmentBuffer buffer = new SegmentBuffer(memory, 16, 64);

  @Test
  void comparisonLeavesOutExactlyTheMethodsOfThisClass() {
    long left = BufferMethods.except(BufferMethods.OWN_BEHAVIOUR).count();
    assertEquals(7 + 5, BufferMethods.all().size() - left, "seven wraps, five others");
  }

  @Test
  void showsTheWindowOnly() {
    buffer.putLong(56, 42L);
    assertEquals(42L, memory.get(JAVA_LONG, 16 + 56));
    assertEquals(64, buffer.capacity());
    assertSame(memory, buffer.segment());
    assertEquals(16, buffer.segmentOffset());
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(57));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.getByte(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLong(Integer.MAX_VALUE));
  }

  @Test
  void refusesWindowOutsideTheSegmentAndKeepsTheOldOne() {
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(memory, 100, 29));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(memory, -1, 8));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(memory, 0, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(memory, Long.MAX_VALUE, 1));
    assertThrows(NullPointerException.class, () -> buffer.wrap((MemorySegment) null, 0, 1));
    assertEquals(memory.address() + 16, buffer.addressOffset());
    assertEquals(64, buffer.capacity());
  }

  @Test
  void refusesNoSegmentAtAll() {
    SegmentBuffer fresh = new SegmentBuffer();
    assertThrows(RuntimeException.class, () -> fresh.wrap((MemorySegment) null, 0, 0));
    assertThrows(RuntimeException.class, () -> new SegmentBuffer(null, 0, 0));
    assertThrows(RuntimeException.class, fresh::segment);
  }

  @Test
  void checksAgainstTheSegmentThatItMovesTo() {
    MemorySegment shorter = Arena.ofAuto().allocate(32, 8);
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(shorter, 0, 33));
    buffer.wrap(memory, 0, 128);
    buffer.wrap(shorter, 0, 32);
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(shorter, 0, 33));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(memory, 0, 129));
    assertThrows(RanvierException.class, () -> buffer.wrap(MemorySegment.ofArray(new long[8])));
    assertSame(shorter, buffer.segment());
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(shorter, 1, 32));
    buffer.wrap(memory, 64, 64);
    assertEquals(64, buffer.capacity());
  }

  @Test
  void wrapsWholeSegment() {
    buffer.wrap(memory);
    assertEquals(128, buffer.capacity());
  }

  @Test
  void refusesHeapMemoryOfEveryKind() {
    byte[] array = new byte[64];
    refusesToWrap("heap", () -> buffer.wrap(array));
    refusesToWrap("heap", () -> buffer.wrap(array, 0, 8));
    refusesToWrap("heap", () -> buffer.wrap(ByteBuffer.wrap(array)));
    refusesToWrap("heap", () -> buffer.wrap(ByteBuffer.wrap(array), 0, 8));
    refusesToWrap("heap", () -> buffer.wrap(MemorySegment.ofArray(array), 0, 8));
    refusesToWrap("heap", () -> buffer.wrap(MemorySegment.ofArray(new long[8]), 0, 8));
    refusesToWrap("heap", () -> buffer.wrap(new UnsafeBuffer(array)));
  }

  @Test
  void refusesMemoryWithoutAnOwner() {
    refusesToWrap("address", () -> buffer.wrap(memory.address(), 8));
    refusesToWrap("address", () -> buffer.wrap(new UnsafeBuffer(memory.address(), 8)));
  }

  @Test
  void wrapsDirectByteBufferWhateverItsPosition() {
    ByteBuffer direct = ByteBuffer.allocateDirect(64);
    direct.position(8).limit(16);
    buffer.wrap(direct);
    assertEquals(64, buffer.capacity());
    buffer.wrap(direct, 32, 16);
    buffer.putByte(0, (byte) 7);
    assertEquals(7, direct.limit(64).get(32));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(direct, 60, 8));
  }

  @Test
  void wrapsWhatAnotherBufferShows() {
    ByteBuffer direct = ByteBuffer.allocateDirect(64);
    buffer.wrap(new UnsafeBuffer(direct, 8, 32), 8, 8);
    buffer.putByte(0, (byte) 9);
    assertEquals(9, direct.get(16));

    SegmentBuffer other = new SegmentBuffer(memory, 8, 32);
    buffer.wrap(other, 8, 16);
    assertEquals(memory.address() + 16, buffer.addressOffset());
    buffer.wrap(buffer, 4, 8);
    assertEquals(memory.address() + 20, buffer.addressOffset());
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.wrap(other, 30, 4));
  }

  @Test
  void hasAnAddressButNoArrayAndNoByteBuffer() {
    assertNull(buffer.byteArray());
    assertNull(buffer.byteBuffer());
    assertEquals(0, buffer.wrapAdjustment());
    assertEquals(memory.address() + 16, buffer.addressOffset());
    buffer.putInt(4, 5);
    assertEquals(5, new UnsafeBuffer(buffer).getInt(4));
  }

  @Test
  void verifiesTheAlignmentOfItsStart() {
    buffer.verifyAlignment();
    buffer.wrap(memory, 4, 8);
    assertThrows(IllegalStateException.class, buffer::verifyAlignment);
  }

  @Test
  void refusesNegativeNaturalNumber() {
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.putNaturalLongAscii(0, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> buffer.putNaturalIntAscii(0, -1));
  }

  @Test
  void copiesIntoAndOutOfBufferThatGrows() {
    ExpandableArrayBuffer other = new ExpandableArrayBuffer(8);
    byte[] text = "as long as a window".getBytes(US_ASCII);
    buffer.putBytes(3, text);
    buffer.getBytes(3, other, 100, text.length);
    buffer.setMemory(0, 64, (byte) 0);
    buffer.putBytes(5, other, 100, text.length);
    byte[] back = new byte[text.length];
    buffer.getBytes(5, back);
    assertArrayEquals(text, back);
  }

  @Test
  void writesNeitherIntoReadOnlySegmentNorIntoReadOnlyByteBuffer() {
    SegmentBuffer readOnly = new SegmentBuffer(memory.asReadOnly(), 0, 64);
    assertEquals(0, readOnly.getLong(0));
    assertThrows(IllegalArgumentException.class, () -> readOnly.putLong(0, 1));
    ByteBuffer destination = ByteBuffer.allocate(8).asReadOnlyBuffer();
    assertThrows(ReadOnlyBufferException.class, () -> buffer.getBytes(0, destination, 8));
  }

  @Test
  void equalsBuffersOfItsKindByContent() {
    SegmentBuffer same = new SegmentBuffer(Arena.ofAuto().allocate(64), 0, 64);
    assertEquals(same, buffer);
    same.putByte(63, (byte) 1);
    assertTrue(!same.equals(buffer) && !buffer.equals(new UnsafeBuffer(new byte[64])));
  }

  @Test
  void hashesAsUnsafeBufferDoes() {
    for (int length = 0; length < 20; length++) {
      buffer.wrap(memory, 3, length);
      buffer.setMemory(0, length, (byte) (0x77 * length));
      assertEquals(new UnsafeBuffer(buffer).hashCode(), buffer.hashCode());
    }
  }

  private static void refusesToWrap(String reason, Executable wrap) {
    RanvierException refusal = assertThrows(RanvierException.class, wrap);
    assertEquals(ErrorCode.INVALID_ARGUMENT, refusal.code());
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }
}
