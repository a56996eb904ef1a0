package io.ranvier.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.ring.RingFixture.Discipline;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.Threads;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader does with what a broken or hostile peer left in the cells. */
@Timeout(60)
final class RingReaderTest {
  private static final int CELLS = 64;
  private static final int MOST = 8 * 64 - 32;

  private final RingFixture ring =
      new RingFixture(MemoryKind.MAPPED_FILE, Discipline.EXCLUSIVE, CELLS);

  @AfterEach
  void close() {
    ring.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        -1,
        -31,
        -32,
        -33,
        -95,
        -96,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE - 94,
        Integer.MAX_VALUE - 95,
        MOST + 1,
        1 << 20
      })
  @DisplayName("L9 a length that no frame can have is refused")
  void refusesLengths(int length) {
    ring.forge(0, RingFixture.dataDescriptor(length));
    assertEquals(RingReader.CORRUPT, ring.next());
    assertEquals(RingReader.CORRUPT, ring.next(), "and stays so");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -95, Integer.MIN_VALUE})
  @DisplayName("L9 a negative length is refused also when the payload lies in a slot")
  void refusesNegativeLengthsInSlots(int length) {
    long descriptor =
        FrameLayout.descriptor(FrameLayout.KIND_DATA, FrameLayout.FLAG_SLOT, 0, length);
    ring.forge(0, descriptor);
    assertEquals(RingReader.CORRUPT, ring.next());
  }

  @Test
  @DisplayName("L9 a frame or padding that crosses the end of the ring is refused")
  void refusesWhatCrossesTheEnd() {
    ring.advanceTo(CELLS - 2);
    for (int cells = 1; cells <= 8; cells++) {
      long expected = cells <= 2 ? ring.offsetOf(CELLS - 2) : RingReader.CORRUPT;
      ring.forge(CELLS - 2, RingFixture.dataDescriptor(cells * 64 - 32));
      assertEquals(expected, ring.next(), cells + " cells");
    }
    for (int cells = 3; cells <= CELLS; cells++) {
      ring.forge(CELLS - 2, pad(cells * 64 - 32));
      assertEquals(RingReader.CORRUPT, ring.next(), cells + " cells of padding");
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {-32, -95, -96, -97, Integer.MIN_VALUE, Integer.MAX_VALUE, CELLS * 64 - 32 + 1})
  @DisplayName("L9 padding of no cell, or of more cells than there are, is refused")
  void refusesPadding(int length) {
    ring.forge(0, pad(length));
    assertEquals(RingReader.CORRUPT, ring.next());
  }

  @Test
  @DisplayName("L5 a ring full of padding is skipped in one bounded step")
  void skipsALapOfPadding() {
    for (int lap = 0; lap < 3; lap++) {
      for (int i = 0; i < CELLS; i++) {
        ring.forge((long) lap * CELLS + i, pad(32));
      }
      assertEquals(RingReader.NONE, ring.next());
      assertTrue(ring.reader.release(), "the cells are free again");
    }
  }

  @Test
  @DisplayName("L5 a peer that pads without end does not keep the reader")
  void returnsFromEndlessPadding() throws Exception {
    FutureTask<Void> reader =
        Threads.start(() -> {
          for (int i = 0; i < 20_000; i++) {
            assertEquals(RingReader.NONE, ring.next());
          }
        });
    for (long cell = 0; !reader.isDone(); cell++) {
      ring.forge(cell, pad(32));
    }
    Threads.join(reader);
  }

  @Test
  void framesOfAnEarlierLapAreNotSeenAgain() {
    for (int i = 0; i < CELLS; i++) {
      assertTrue(ring.write(i, 32) >= 0);
    }
    for (int i = 0; i < CELLS; i++) {
      ring.readAndCheck(i, 32);
      assertEquals(i < CELLS - 1, ring.reader.hasNext());
    }
    assertEquals(RingReader.NONE, ring.next());
  }

  @Test
  @DisplayName("L4 cells that were claimed and never published are no frame, whatever lies in them")
  void neverPublishedCellsAreNoFrame() {
    for (int i = 0; i < 8 * CELLS; i++) {
      FrameLayout.header(
          ring.memory.segment(), ring.offsetOf(i), RingFixture.dataDescriptor(0), i, i);
      assertEquals(RingReader.NONE, ring.next());
    }
  }

  @Test
  @DisplayName("L4 what was published behind cells that never were is found, each frame once")
  void skipsHoles() {
    ring.advanceTo(CELLS - 8);
    long first = CELLS - 8;
    long[] published = {first, first + 5, first + 6, first + CELLS - 1};
    for (long cell : published) {
      ring.forge(cell, RingFixture.dataDescriptor(0));
    }
    // Words of an earlier lap, and of a later one, are in the hole.
    ring.forgeWord(first + 2, first + 2 - CELLS + 1);
    ring.forgeWord(first + 3, first + 3 + CELLS + 1);
    assertFalse(ring.reader.skipHole(), "the next frame is no hole");
    for (long cell : published) {
      if (cell != first && cell != first + 6) {
        assertEquals(RingReader.NONE, ring.next());
        assertTrue(ring.reader.skipHole());
      }
      assertEquals(ring.offsetOf(cell), ring.next());
      assertEquals(cell, ring.reader.position());
      ring.reader.consume();
    }
    assertEquals(RingReader.NONE, ring.next());
    assertFalse(ring.reader.skipHole(), "one lap behind what was given back is all there can be");
    assertTrue(ring.reader.release());
    ring.forge(first + CELLS + 3, RingFixture.dataDescriptor(0));
    assertFalse(ring.reader.skipHole(), "a peer that writes on does not keep the reader going");
  }

  @Test
  void aKeyMustNotLookLikeACellNumber() {
    for (long key : new long[] {0, 1, 0xFFFF_FFFFL}) {
      RanvierException refused =
          assertThrows(
              RanvierException.class, () -> new Ring(ring.memory.segment(), 0, CELLS, key));
      assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-128, 1, 64, 128, 384, 513, 1000})
  void refusesToBeginWhereCellsFetchedTogetherLieInTwoPages(long base) {
    RanvierException refused =
        assertThrows(
            RanvierException.class,
            () -> new Ring(ring.memory.segment(), base, CELLS, RingFixture.KEY));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
    assertTrue(refused.getMessage().contains("base=" + base), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -16, 0, 1, 8, 15, 17, 48, 1 << 21, Integer.MAX_VALUE})
  void refusesNumbersOfCells(int cells) {
    RanvierException refused =
        assertThrows(RanvierException.class, () -> Ring.checkCellCount(cells));
    assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());
    assertTrue(refused.getMessage().contains("ringCells=" + cells), refused.getMessage());
  }

  private static long pad(int length) {
    return FrameLayout.descriptor(FrameLayout.KIND_PAD, 0, 0, length);
  }
}
