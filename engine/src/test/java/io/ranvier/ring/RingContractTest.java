package io.ranvier.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ring.RingFixture.Discipline;
import io.ranvier.slot.MemoryKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What both disciplines promise, in both kinds of memory, as one thread sees it. */
@ParameterizedClass
@CsvSource({
  "ANONYMOUS, EXCLUSIVE",
  "ANONYMOUS, SHARED",
  "MAPPED_FILE, EXCLUSIVE",
  "MAPPED_FILE, SHARED"
})
@Timeout(60)
final class RingContractTest {
  private final MemoryKind kind;
  private final Discipline discipline;

  RingContractTest(MemoryKind kind, Discipline discipline) {
    this.kind = kind;
    this.discipline = discipline;
  }

  private RingFixture ring(int cellCount) {
    return new RingFixture(kind, discipline, cellCount);
  }

  @Test
  @DisplayName("R11 frames of every size that fits arrive whole and in order")
  void carriesEverySize() {
    for (int cellCount : new int[] {16, 64, 128, 1024}) {
      try (RingFixture ring = ring(cellCount)) {
        int most = RingLayout.maxInlineBytes(cellCount);
        assertEquals(most, ring.writer.maxInlineBytes());
        for (int length = 0; length <= most; length++) {
          assertTrue(ring.write(length, length) >= 0, "length " + length);
          ring.readAndCheck(length, length);
          assertTrue(ring.reader.release());
        }
        assertEquals(RingReader.NONE, ring.next());
      }
    }
  }

  @Test
  @DisplayName(
      "R11 a frame of any size may begin at any cell; one that would cross the end is padded")
  void staysInOnePiece() {
    int cellCount = 32;
    for (int start = 0; start < cellCount; start++) {
      for (int cells = 1; cells <= RingLayout.maxFrameCells(cellCount); cells++) {
        try (RingFixture ring = ring(cellCount)) {
          ring.advanceTo(start);
          int length = cells * 64 - FrameLayout.PAYLOAD_OFFSET;
          long cell = ring.write(7, length);
          boolean crosses = start + cells > cellCount;
          assertEquals(crosses ? 0 : start, cell % cellCount, "first cell");
          assertTrue(ring.write(8, 0) > cell);
          ring.readAndCheck(7, length);
          ring.readAndCheck(8, 0);
        }
      }
    }
  }

  @Test
  @DisplayName("L5 a full ring answers FULL and goes on when cells are released, lap after lap")
  void fillsAndRecovers() {
    try (RingFixture ring = ring(16)) {
      long number = 0;
      for (int lap = 0; lap < 40; lap++) {
        for (int i = 0; i < 16; i++) {
          assertEquals(number + i, ring.write(number + i, i));
        }
        assertEquals(RingWriter.FULL, ring.write(99, 0));
        assertEquals(RingWriter.FULL, ring.write(99, 96));
        ring.readAndCheck(number, 0);
        assertEquals(RingWriter.FULL, ring.write(99, 0), "consumed, but not released");
        assertTrue(ring.reader.release());
        assertEquals(RingWriter.FULL, ring.write(99, 96), "one cell is not two");
        for (int i = 1; i < 16; i++) {
          ring.readAndCheck(number + i, i);
        }
        assertTrue(ring.reader.release());
        assertFalse(ring.reader.release(), "nothing more to release");
        number += 16;
      }
    }
  }

  @Test
  @DisplayName("L5 whether there is room is said without writing, also for frames that are padded")
  void saysWhetherThereIsRoom() {
    try (RingFixture ring = ring(16)) {
      ring.advanceTo(15);
      for (int i = 0; i < 13; i++) {
        assertTrue(ring.writer.hasRoom(96), "frame " + i);
        assertEquals(15 + i, ring.write(i, 0));
      }
      assertTrue(ring.writer.hasRoom(96));
      assertEquals(28, ring.write(13, 0));
      assertEquals(29, ring.write(14, 0));
      assertFalse(ring.writer.hasRoom(96), "a cell is left");
      assertTrue(ring.writer.hasRoom(0));
      assertEquals(30, ring.write(15, 0));
      assertFalse(ring.writer.hasRoom(0));
      for (int i = 0; i < 16; i++) {
        ring.readAndCheck(i, 0);
      }
      assertFalse(ring.writer.hasRoom(0), "consumed, but not released");
      assertTrue(ring.reader.release());
      assertTrue(ring.writer.hasRoom(0));
    }
  }

  @Test
  @DisplayName("a full ring whose reader stands where it cannot has room: the write tells")
  void leavesItToTheWriteToRefuseTheReader() {
    try (RingFixture ring = ring(16)) {
      ring.advanceTo(15);
      for (int i = 0; i < 16; i++) {
        assertTrue(ring.write(i, 0) >= 0);
      }
      assertFalse(ring.writer.hasRoom(0));
      RingLayout.headRelease(ring.ring.segment(), ring.ring.base(), 3);
      assertTrue(ring.writer.hasRoom(0));
      assertEquals(RingWriter.CORRUPT, ring.write(99, 0));
    }
  }

  @Test
  void aFrameBeforeTheEndNeedsRoomForItsPaddingToo() {
    try (RingFixture ring = ring(16)) {
      ring.advanceTo(15);
      assertTrue(ring.write(1, 96) >= 0, "one cell of padding, then cells 0 and 1");
      for (int i = 0; i < 13; i++) {
        assertTrue(ring.write(i, 0) >= 0, "frame " + i);
      }
      assertEquals(RingWriter.FULL, ring.write(99, 0));
      ring.readAndCheck(1, 96);
      assertTrue(ring.reader.release(), "padding and frame");
      for (int i = 0; i < 3; i++) {
        assertTrue(ring.write(100 + i, 0) >= 0);
      }
      assertEquals(RingWriter.FULL, ring.write(99, 0));
    }
  }

  @Test
  @DisplayName("R11 the frames of a batch lie one behind the other, from any cell on")
  void publishesBatches() {
    int cellCount = 64;
    MemorySegment image = Arena.ofAuto().allocate(cellCount * 16L, 64);
    MemorySegment payload = Arena.ofAuto().allocate(1024, 8);
    for (int start = 0; start < cellCount; start++) {
      try (RingFixture ring = ring(cellCount)) {
        ring.advanceTo(start);
        int[] lengths = {0, 32, 33, 96, 97, 200, 1};
        int cells = 0;
        for (int length : lengths) {
          RingFixture.fill(payload, 0, length, length);
          long route = FrameLayout.route(length, -1);
          long at = (long) cells << 6;
          FrameLayout.lay(image, at, RingFixture.dataDescriptor(length), route, payload, 0);
          cells += FrameLayout.cellsFor(length);
        }
        assertTrue(cells <= ring.writer.maxBatchCells());
        assertTrue(ring.writer.writeAll(image, cells) >= 0);
        for (int length : lengths) {
          long offset = ring.next();
          assertEquals(length, FrameLayout.length(ring.reader.descriptor()), "start " + start);
          assertEquals(0, FrameLayout.referencePlain(ring.memory.segment(), offset));
          ring.reader.consume();
        }
        assertEquals(RingReader.NONE, ring.next());
      }
    }
  }

  @Test
  void aFullRingTakesNoPartOfABatch() {
    try (RingFixture ring = ring(16)) {
      MemorySegment image = Arena.ofAuto().allocate(4 * 64, 64);
      MemorySegment none = Arena.ofAuto().allocate(8, 8);
      for (int i = 0; i < 4; i++) {
        FrameLayout.lay(image, i * 64L, RingFixture.dataDescriptor(0), 0, none, 0);
      }
      for (int i = 0; i < 3; i++) {
        assertTrue(ring.writer.writeAll(image, 4) >= 0);
      }
      assertTrue(ring.write(1, 0) >= 0);
      assertEquals(RingWriter.FULL, ring.writer.writeAll(image, 4));
      for (int i = 0; i < 12; i++) {
        assertTrue(ring.next() >= 0);
        ring.reader.consume();
      }
      ring.readAndCheck(1, 0);
      assertEquals(RingReader.NONE, ring.next());
    }
  }

  @Test
  void aFrameWithASlotTakesOneCellWhateverItsLength() {
    try (RingFixture ring = ring(16)) {
      int slot = FrameLayout.FLAG_SLOT;
      long descriptor =
          FrameLayout.descriptor(FrameLayout.KIND_DATA, slot, 0xFFFF, Integer.MAX_VALUE);
      assertEquals(0, ring.writer.writeSlot(descriptor, 5, FrameLayout.route(-6, 7), 77));
      assertEquals(1, ring.write(1, 0));
      long offset = ring.next();
      assertEquals(descriptor, ring.reader.descriptor());
      assertEquals(0xFFFF, FrameLayout.array(descriptor));
      assertEquals(77, FrameLayout.slotReferencePlain(ring.memory.segment(), offset));
      assertEquals(5, FrameLayout.referencePlain(ring.memory.segment(), offset));
      assertEquals(-6, FrameLayout.method(FrameLayout.routePlain(ring.memory.segment(), offset)));
      ring.reader.consume();
      ring.readAndCheck(1, 0);
    }
  }

  @Test
  @DisplayName("L9 a reader's position that cannot be is refused, and no cell is written")
  void refusesAnImpossibleHead() {
    for (long head : new long[] {17, Long.MAX_VALUE, -1, Long.MIN_VALUE, 1L << 40}) {
      try (RingFixture ring = ring(16)) {
        for (int i = 0; i < 16; i++) {
          assertTrue(ring.write(i, 0) >= 0);
        }
        RingLayout.headRelease(ring.memory.segment(), ring.ring.base(), head);
        assertEquals(RingWriter.CORRUPT, ring.write(99, 0), "head " + head);
        ring.readAndCheck(0, 0);
      }
    }
  }

  @Test
  @DisplayName("L9 a reader's position that goes back is refused")
  void refusesAHeadThatGoesBack() {
    try (RingFixture ring = ring(16)) {
      ring.advanceTo(4);
      for (int i = 0; i < 16; i++) {
        assertTrue(ring.write(i, 0) >= 0, "frame " + i);
      }
      RingLayout.headRelease(ring.memory.segment(), ring.ring.base(), 2);
      assertEquals(RingWriter.CORRUPT, ring.write(99, 0));
    }
  }
}
