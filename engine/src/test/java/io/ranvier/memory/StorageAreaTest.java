package io.ranvier.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.TestRoot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StorageAreaTest {
  private static final int CHUNK = StorageArea.CHUNK_BYTES;
  private static final long SIZE = 8L * CHUNK;

  private final TestRoot root = TestRoot.create();
  private final MappedFile file =
      MappedFile.create(
          root.resolve("memory"), SIZE, Reservation.ON_FIRST_LEASE, FileMode.ownerOnly());

  @AfterEach
  void removeRoot() {
    file.close();
    root.close();
  }

  @Test
  void neverWritesOutsideItself() {
    // The area starts and ends in the middle of chunks of the file.
    long start = CHUNK / 2;
    long length = 3L * CHUNK + 100;
    assertTrue(file.reserve(0, SIZE));
    file.segment().fill((byte) 1);
    assertTrue(file.storageArea(start, length).reserve(start, length));
    for (long offset = 0; offset < SIZE; offset++) {
      boolean inside = offset >= start && offset < start + length;
      assertEquals(inside ? 0 : 1, file.segment().get(JAVA_BYTE, offset), "offset " + offset);
    }
  }

  @Test
  void claimsEachChunkOnce() {
    StorageArea area = file.storageArea(0, SIZE);
    assertTrue(area.reserve(10, 20));
    MemorySegment leased = file.segment().asSlice(10, 20);
    leased.fill((byte) 7);
    assertTrue(area.reserve(10, 20));
    assertTrue(area.reserve(CHUNK - 1, 2), "reaches into the next chunk");
    assertTrue(area.reserve(0, SIZE));
    assertTrue(leased.mismatch(MemorySegment.ofArray(filled(20, (byte) 7))) == -1);
  }

  @Test
  void refusesARangeThatLeavesIt() {
    StorageArea area = file.storageArea(CHUNK, CHUNK);
    assertThrows(IndexOutOfBoundsException.class, () -> area.reserve(CHUNK - 1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> area.reserve(CHUNK, CHUNK + 1));
    assertThrows(IndexOutOfBoundsException.class, () -> area.reserve(CHUNK, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> file.storageArea(SIZE, 1));
  }

  @Test
  void fullReservationNeedsNoWrites() {
    var path = root.resolve("full");
    try (MappedFile full = MappedFile.create(path, SIZE, Reservation.FULL, FileMode.ownerOnly())) {
      full.segment().fill((byte) 3);
      assertTrue(full.storageArea(0, SIZE).reserve(0, SIZE));
      assertTrue(full.reserve(0, SIZE));
      assertEquals(3, full.segment().get(JAVA_BYTE, 0));
    }
  }

  @Test
  void reportsNoStorageAfterTheEnd() {
    StorageArea area = file.storageArea(0, SIZE);
    file.close();
    assertTrue(Janitor.shared().awaitIdle(TimeUnit.SECONDS.toNanos(30)));
    assertFalse(area.reserve(0, 8));
    assertFalse(file.reserve(0, 8));
  }

  @Test
  void manyThreadsNeverLoseEachOthersBytes() throws InterruptedException {
    StorageArea area = file.storageArea(0, SIZE);
    List<Thread> threads = new ArrayList<>();
    List<Integer> losers = Collections.synchronizedList(new ArrayList<>());
    for (int number = 1; number <= 8; number++) {
      int own = number;
      threads.add(Thread.ofPlatform().start(() -> fillOwnSlots(area, own, losers)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), losers);
  }

  private void fillOwnSlots(StorageArea area, int own, List<Integer> losers) {
    SplittableRandom random = new SplittableRandom(own);
    for (int round = 0; round < 2_000; round++) {
      long slot = random.nextLong(SIZE / 64);
      long offset = slot * 64 + own;
      if (!area.reserve(slot * 64, 64)) {
        losers.add(-own);
      }
      file.segment().set(JAVA_BYTE, offset, (byte) own);
      if (file.segment().get(JAVA_BYTE, offset) != own) {
        losers.add(own);
      }
    }
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, value);
    return bytes;
  }
}
