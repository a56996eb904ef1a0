package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.slot.MemoryKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A ring in some memory, with both its ends, and frames whose bytes follow from a number. */
final class RingFixture implements AutoCloseable {
  static final long KEY = 0x5ca1_ab1e_0ddb_a115L;
  private static final int BASE = RingLayout.ALIGNMENT;

  /** The two ways to send. */
  enum Discipline {
    EXCLUSIVE {
      @Override
      RingWriter open(Ring ring) {
        return new ExclusiveRingWriter(ring);
      }
    },
    SHARED {
      @Override
      RingWriter open(Ring ring) {
        return new SharedRingWriter(ring);
      }
    };

    abstract RingWriter open(Ring ring);
  }

  final MemoryKind.Memory memory;
  final Ring ring;
  final RingWriter writer;
  final RingReader reader;
  private final MemorySegment source = Arena.ofAuto().allocate(4096, 8);

  RingFixture(MemoryKind kind, Discipline discipline, int cellCount) {
    memory = kind.open(BASE + RingLayout.totalBytes(cellCount));
    ring = new Ring(memory.segment(), BASE, cellCount, KEY);
    writer = discipline.open(ring);
    reader = new RingReader(ring);
  }

  static long dataDescriptor(int length) {
    return FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length);
  }

  static byte byteAt(long number, int index) {
    return (byte) (number * 31 + index * 7 + (index >>> 8));
  }

  /** Writes frame {@code number}, from memory of its own. */
  long write(long number, int length) {
    return write(writer, source, number, length);
  }

  static long write(RingWriter writer, MemorySegment source, long number, int length) {
    fill(source, 0, number, length);
    return writer.write(
        dataDescriptor(length), number, FrameLayout.route((int) number, -1), source, 0);
  }

  static void fill(MemorySegment source, long offset, long number, int length) {
    for (int i = 0; i < length; i++) {
      source.set(JAVA_BYTE, offset + i, byteAt(number, i));
    }
  }

  /** Finds the next frame. */
  long next() {
    return reader.next(reader.segment());
  }

  /** Reads the next frame, which must be frame {@code number}, and consumes it. */
  void readAndCheck(long number, int length) {
    long offset = next();
    assertTrue(offset >= 0, "status " + offset + " instead of frame " + number);
    check(offset, number, length);
    reader.consume();
  }

  void check(long offset, long number, int length) {
    MemorySegment cells = memory.segment();
    assertEquals(FrameLayout.KIND_DATA, FrameLayout.kind(reader.descriptor()));
    assertEquals(0, FrameLayout.flags(reader.descriptor()));
    assertEquals(length, FrameLayout.length(reader.descriptor()));
    assertEquals(number, FrameLayout.referencePlain(cells, offset));
    long route = FrameLayout.routePlain(cells, offset);
    assertEquals((int) number, FrameLayout.method(route));
    assertEquals(-1, FrameLayout.deadline(route));
    for (int i = 0; i < length; i++) {
      byte found = cells.get(JAVA_BYTE, offset + FrameLayout.PAYLOAD_OFFSET + i);
      if (found != byteAt(number, i)) {
        throw new AssertionError("frame %d of %d bytes: byte %d".formatted(number, length, i));
      }
    }
  }

  /** Moves both ends on by single cells until the next frame begins at that cell of the ring. */
  void advanceTo(int cell) {
    while (true) {
      long at = write(0, 0);
      readAndCheck(0, 0);
      reader.release();
      if (((at + 1) & (ring.cellCount() - 1)) == cell) {
        return;
      }
    }
  }

  long offsetOf(long cell) {
    return ring.cellsBase() + ((cell & (ring.cellCount() - 1)) << 6);
  }

  /** Puts a frame's first cell into the ring as a peer with the right key could. */
  void forge(long cell, long descriptor) {
    FrameLayout.header(memory.segment(), offsetOf(cell), descriptor, 0, 0);
    FrameLayout.sequenceRelease(memory.segment(), offsetOf(cell), (cell + 1) ^ KEY);
  }

  /** Stores the sequence word of a cell of that number, wherever it stands. */
  void forgeWord(long cell, long number) {
    FrameLayout.sequenceRelease(memory.segment(), offsetOf(cell), number ^ KEY);
  }

  @Override
  public void close() {
    memory.close();
  }
}
