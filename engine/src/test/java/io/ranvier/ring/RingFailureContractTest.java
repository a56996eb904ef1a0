package io.ranvier.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ring.RingFixture.Discipline;
import io.ranvier.slot.MemoryKind;
import io.ranvier.slot.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a write leaves behind that throws, and what a peer can do to one. */
@ParameterizedClass
@EnumSource(Discipline.class)
@Timeout(60)
final class RingFailureContractTest {
  private static final int CELLS = 64;

  private final RingFixture ring;

  RingFailureContractTest(Discipline discipline) {
    ring = new RingFixture(MemoryKind.MAPPED_FILE, discipline, CELLS);
  }

  @AfterEach
  void close() {
    ring.close();
  }

  @Test
  @DisplayName("a source that is closed, too short or another thread's breaks no later frame")
  void aThrowingCopyBreaksNothing() throws Exception {
    Arena closed = Arena.ofShared();
    MemorySegment gone = closed.allocate(256);
    closed.close();
    try (Arena confined = Arena.ofConfined()) {
      MemorySegment foreign = confined.allocate(256);
      for (int round = 0; round < 3 * CELLS; round++) {
        int length = round % 230;
        long number = round;
        assertThrows(IllegalStateException.class, () -> write(gone, length + 1));
        assertThrows(IndexOutOfBoundsException.class, () -> write(gone.asSlice(0, 0), 1));
        FutureTask<Void> other =
            Threads.start(() -> {
              assertThrows(WrongThreadException.class, () -> write(foreign, 256));
            });
        Threads.join(other);
        assertTrue(ring.write(number, length) >= 0, "round " + round);
        ring.readAndCheck(number, length);
        ring.reader.release();
      }
    }
    assertEquals(RingReader.NONE, ring.next());
  }

  @Test
  @DisplayName("a batch that throws is not sent, in no part")
  void aThrowingBatchBreaksNothing() {
    MemorySegment image = Arena.ofAuto().allocate(3 * 64, 64);
    MemorySegment none = Arena.ofAuto().allocate(8, 8);
    for (int i = 0; i < 3; i++) {
      FrameLayout.lay(image, i * 64L, RingFixture.dataDescriptor(0), 0, none, 0);
    }
    for (int round = 0; round < 2 * CELLS; round++) {
      assertThrows(IndexOutOfBoundsException.class, () -> ring.writer.writeAll(image, 4));
      assertTrue(ring.write(round, 40) >= 0, "round " + round);
      ring.readAndCheck(round, 40);
      ring.reader.release();
    }
  }

  @Test
  @DisplayName(
      "L5 what failed writes leave behind fills the ring at most until the reader comes by")
  void failedWritesDoNotFillTheRing() {
    MemorySegment shortSource = Arena.ofAuto().allocate(1);
    for (int i = 0; i < CELLS; i++) {
      assertThrows(IndexOutOfBoundsException.class, () -> write(shortSource, 2));
    }
    assertEquals(RingReader.NONE, ring.next());
    ring.reader.release();
    assertTrue(ring.write(1, 100) >= 0);
    ring.readAndCheck(1, 100);
  }

  @Test
  @DisplayName("L5 L9 a peer that rewrites cells cannot keep the publisher of a batch")
  void aPeerThatRewritesCellsDoesNotKeepThePublisher() throws Exception {
    int cells = ring.writer.maxBatchCells();
    MemorySegment image = Arena.ofAuto().allocate(cells * 64L, 64);
    MemorySegment none = Arena.ofAuto().allocate(8, 8);
    for (int i = 0; i < cells; i++) {
      FrameLayout.lay(image, i * 64L, RingFixture.dataDescriptor(0), 0, none, 0);
    }
    FutureTask<Void> publisher =
        Threads.start(() -> {
          for (int i = 0; i < 200_000; i++) {
            long cell = ring.writer.writeAll(image, cells);
            assertTrue(cell >= 0);
            // A reader that trusts everything.
            RingLayout.headRelease(ring.memory.segment(), ring.ring.base(), cell + cells);
          }
        });
    long zeroCells = RingFixture.dataDescriptor(-50);
    while (!publisher.isDone()) {
      for (int i = 0; i < CELLS; i++) {
        FrameLayout.header(ring.memory.segment(), ring.offsetOf(i), zeroCells, 0, 0);
      }
    }
    Threads.join(publisher);
  }

  private long write(MemorySegment source, int length) {
    return ring.writer.write(RingFixture.dataDescriptor(length), 0, 0, source, 0);
  }
}
