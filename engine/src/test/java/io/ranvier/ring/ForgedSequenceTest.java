package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ring.RingFixture.Discipline;
import io.ranvier.slot.MemoryKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Payloads made of sequence values never pass for a frame (issue: many-threads test, last
 * sentence). That rests on a key which the writer of a payload does not know: with the key in hand
 * one could forge the words of cells to come, so those are left out here.
 */
@Timeout(60)
final class ForgedSequenceTest {
  private static final int CELLS = 64;
  private static final int LENGTH = RingLayout.maxInlineBytes(CELLS);
  private static final int FRAME_CELLS = RingLayout.maxFrameCells(CELLS);

  private final MemorySegment payload = Arena.ofAuto().allocate(LENGTH, 8);

  @Test
  void sequencesWithoutAKeyDoNotPass() {
    sendForgeries(cell -> cell + 1);
  }

  @Test
  void sequencesWithAnotherKeyDoNotPass() {
    // A wrong low bit gives the word of a cell nearby, that is, one of the real key.
    for (int bit = 32; bit < 64; bit++) {
      long guess = RingFixture.KEY ^ 1L << bit;
      sendForgeries(cell -> cell + 1 ^ guess);
    }
  }

  @Test
  void trueSequencesOfEarlierCellsDoNotPass() {
    sendForgeries(cell -> cell - CELLS + 1 ^ RingFixture.KEY);
    sendForgeries(cell -> cell - 2L * CELLS + 1 ^ RingFixture.KEY);
  }

  @Test
  @DisplayName("cells full of forgeries that were never published are no frames to the reader")
  void forgeriesInUnpublishedCellsDoNotPass() {
    try (RingFixture ring = new RingFixture(MemoryKind.ANONYMOUS, Discipline.SHARED, CELLS)) {
      for (int cell = 0; cell < CELLS; cell++) {
        for (int word = 0; word < 8; word++) {
          long offset = ring.offsetOf(cell) + 8L * word;
          ring.memory.segment().set(JAVA_LONG, offset, cell + 1L ^ ~RingFixture.KEY);
        }
      }
      assertEquals(RingReader.NONE, ring.reader.next());
      assertTrue(ring.write(3, 33) >= 0);
      ring.readAndCheck(3, 33);
      assertEquals(RingReader.NONE, ring.reader.next());
    }
  }

  /**
   * Fills lap after lap with frames of many cells whose every word is a forged sequence of the cell
   * that will lie there in the next lap; after each the reader stands on such a cell.
   */
  private void sendForgeries(LongUnaryOperator forgery) {
    try (RingFixture ring = new RingFixture(MemoryKind.ANONYMOUS, Discipline.SHARED, CELLS)) {
      long cell = 0;
      for (int i = 0; i < 6 * CELLS; i++) {
        boolean small = i % 3 == 0;
        int length = small ? 0 : LENGTH;
        for (int at = 0; at < length; at += 8) {
          long under = cell + (FrameLayout.PAYLOAD_OFFSET + at) / 64;
          payload.set(JAVA_LONG, at, forgery.applyAsLong(under + CELLS));
        }
        long descriptor = RingFixture.dataDescriptor(length);
        cell = ring.writer.write(descriptor, i, 0, payload, 0);
        assertTrue(cell >= 0);
        long offset = ring.reader.next();
        assertEquals(i, FrameLayout.referencePlain(ring.memory.segment(), offset));
        assertEquals(length, FrameLayout.length(ring.reader.descriptor()));
        ring.reader.consume();
        ring.reader.release();
        assertEquals(RingReader.NONE, ring.reader.next(), "after frame " + i);
        cell += small ? 1 : FRAME_CELLS;
      }
    }
  }
}
