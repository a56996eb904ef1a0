package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ring.RingFixture.Discipline;
import io.ranvier.slot.MemoryKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Streams: the sender fetches the lines of cells ahead, and the reader looks for many frames at
 * once. Neither changes which frames are there.
 */
@Timeout(60)
final class RingStreamTest {
  private static final int ROUNDS = 4_000;
  private static final int LONGEST_BURST = 150;
  private static final long PAGE_BYTES = 4096;

  private record Sent(long number, int length) {}

  private final Random random = new Random(20_261_122);
  private final Queue<Sent> unread = new ArrayDeque<>();

  /** From 1, so that no frame's reference is the 0 that fetching a line writes. */
  private long number = 1;

  @ParameterizedTest
  @CsvSource({
    "EXCLUSIVE, 16",
    "EXCLUSIVE, 64",
    "EXCLUSIVE, 256",
    "SHARED, 16",
    "SHARED, 64",
    "SHARED, 256"
  })
  @DisplayName("R11 however many frames are there after a stream, a reader finds every one")
  void findsAllThatIsThere(Discipline discipline, int cellCount) {
    try (RingFixture ring = new RingFixture(MemoryKind.MAPPED_FILE, discipline, cellCount)) {
      for (int round = 0; round < ROUNDS; round++) {
        write(ring, random.nextInt(LONGEST_BURST), longest(round));
        read(ring, unread.size());
        assertEquals(RingReader.NONE, ring.next(), "round " + round);
        ring.reader.release();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"EXCLUSIVE, 16", "EXCLUSIVE, 32", "EXCLUSIVE, 64", "SHARED, 16"})
  @DisplayName("R11 a sender at the heels of its reader leaves alone what that has not read")
  void leavesUnreadFramesAlone(Discipline discipline, int cellCount) {
    try (RingFixture ring = new RingFixture(MemoryKind.MAPPED_FILE, discipline, cellCount)) {
      for (int round = 0; round < ROUNDS; round++) {
        write(ring, cellCount, longest(round));
        ring.writer.fetchNext();
        read(ring, random.nextInt(unread.size() + 1));
        ring.reader.release();
      }
    }
  }

  @Test
  @DisplayName("R11 in a stream, too, a reader waits at a cell that was claimed and not published")
  void waitsAtAHole() {
    int cellCount = 256;
    try (RingFixture ring = new RingFixture(MemoryKind.MAPPED_FILE, Discipline.SHARED, cellCount)) {
      write(ring, 100, 32);
      read(ring, 100);
      assertEquals(RingReader.NONE, ring.next());
      write(ring, 64, 32);
      long hole = ring.ring.cellsBase() + (100 + 10) * FrameLayout.CELL_BYTES;
      long sequence = ring.memory.segment().get(JAVA_LONG, hole);
      ring.memory.segment().set(JAVA_LONG, hole, 0);
      read(ring, 10);
      assertEquals(RingReader.NONE, ring.next());
      ring.memory.segment().set(JAVA_LONG, hole, sequence);
      read(ring, 54);
      assertEquals(RingReader.NONE, ring.next());
    }
  }

  @Test
  @DisplayName("L10 a frame was sent though the memory of the cells behind it is gone")
  void tellsWhatWasPublished(@TempDir Path directory) throws IOException {
    int cellCount = 128;
    try (Arena arena = Arena.ofShared();
        FileChannel file = FileChannel.open(directory.resolve("ring"), CREATE, READ, WRITE)) {
      long bytes = RingLayout.totalBytes(cellCount);
      MemorySegment memory = file.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
      Ring ring = new Ring(memory, 0, cellCount, RingFixture.KEY);
      RingWriter writer = new ExclusiveRingWriter(ring);
      long left = (PAGE_BYTES - ring.cellsBase()) / FrameLayout.CELL_BYTES;
      assertTrue(left % 8 == 0 && left < cellCount, "cells that are fetched together are gone");
      file.truncate(PAGE_BYTES);
      MemorySegment source = arena.allocate(32, 8);
      for (long cell = 0; cell < left; cell++) {
        assertEquals(cell, writer.write(RingFixture.dataDescriptor(32), cell, 0, source, 0));
      }
    }
  }

  /** Most frames take a single cell, as in a stream of short ones; some take several. */
  private int longest(int round) {
    return round % 4 == 0 ? 100 : 32;
  }

  /** Writes frames until they are so many or the ring is full. */
  private void write(RingFixture ring, int frames, int longest) {
    for (int i = 0; i < frames; i++) {
      int length = random.nextInt(Math.min(longest, ring.writer.maxInlineBytes()) + 1);
      if (ring.write(number, length) < 0) {
        return;
      }
      unread.add(new Sent(number++, length));
    }
  }

  private void read(RingFixture ring, int frames) {
    for (int i = 0; i < frames; i++) {
      Sent sent = unread.remove();
      ring.readAndCheck(sent.number, sent.length);
    }
  }
}
