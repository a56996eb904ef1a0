package io.ranvier.slot;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bitmap promises, in a mapped file and in an anonymous segment. */
@ParameterizedClass
@EnumSource(MemoryKind.class)
@Timeout(120)
final class SlotBitmapContractTest {
  private static final int MAX_SLOTS = 65_536;
  private static final long SUMMARY = 0;
  private static final long WORDS = 1024;

  private final MemoryKind.Memory memory;

  SlotBitmapContractTest(MemoryKind kind) {
    memory = kind.open(WORDS + MAX_SLOTS / 8);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private SlotBitmap bitmap(int slotCount) {
    return new SlotBitmap(memory.segment(), SUMMARY, WORDS, slotCount);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 1000, 4096, 4097, MAX_SLOTS})
  @DisplayName("R3 any number of slots, each taken once; then none, without a word beyond the last")
  void takesEachSlotOnce(int slotCount) {
    SlotBitmap bitmap = bitmap(slotCount);
    BitSet taken = new BitSet();
    for (int i = 0; i < slotCount; i++) {
      int index = bitmap.tryTake(i * 31);
      assertTrue(index >= 0 && index < slotCount, "index " + index);
      assertFalse(taken.get(index), "taken twice: " + index);
      assertTrue(bitmap.isTaken(index));
      taken.set(index);
    }
    assertEquals(SlotBitmap.NONE, bitmap.tryTake(0));
    assertEquals(slotCount, bitmap.takenCount());
    taken.stream().forEach(index -> assertTrue(bitmap.free(index)));
    assertWordsAreZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 1000, MAX_SLOTS})
  @DisplayName("R4 a freed slot can be taken again at once, wherever it lies and whoever asks")
  void findsTheOnlyFreeSlot(int slotCount) {
    SlotBitmap bitmap = bitmap(slotCount);
    fill(bitmap, slotCount);
    int step = Math.max(1, slotCount / 97);
    for (int index = 0; index < slotCount; index += step) {
      assertTrue(bitmap.free(index));
      assertFalse(bitmap.free(index), "a second free finds nothing");
      assertEquals(index, bitmap.tryTake(index * 7 - slotCount));
      assertEquals(SlotBitmap.NONE, bitmap.tryTake(index));
    }
  }

  @Test
  void aHintOfAnyValueIsGood() {
    SlotBitmap bitmap = bitmap(1000);
    for (int hint : new int[] {Integer.MIN_VALUE, -1, 0, 15, 16, Integer.MAX_VALUE}) {
      assertTrue(bitmap.tryTake(hint) >= 0, "hint " + hint);
    }
  }

  @Test
  @DisplayName("R3 a summary that says full of a free word costs time and no slot")
  void findsASlotThatTheSummaryHides() {
    SlotBitmap bitmap = bitmap(1000);
    fill(bitmap, 1000);
    assertTrue(bitmap.free(777));
    memory.segment().set(JAVA_LONG, SUMMARY, -1L);
    assertEquals(777, bitmap.tryTake(3));
  }

  @Test
  @DisplayName("R3 a summary that says free of full words makes no slot")
  void findsNothingWhereTheSummaryPromises() {
    SlotBitmap bitmap = bitmap(1000);
    fill(bitmap, 1000);
    memory.segment().set(JAVA_LONG, SUMMARY, 0L);
    assertEquals(SlotBitmap.NONE, bitmap.tryTake(5));
  }

  @Test
  void bitsBeyondTheLastSlotDoNotCount() {
    SlotBitmap bitmap = bitmap(65);
    memory.segment().set(JAVA_LONG, WORDS + 8, -2L);
    BitSet taken = new BitSet();
    for (int index = bitmap.tryTake(1); index >= 0; index = bitmap.tryTake(1)) {
      taken.set(index);
    }
    assertEquals(65, taken.cardinality());
  }

  @Test
  void takesAllOrNothing() {
    SlotBitmap bitmap = bitmap(1000);
    assertTrue(bitmap.tryTakeAll());
    assertEquals(1000, bitmap.takenCount());
    assertEquals(SlotBitmap.NONE, bitmap.tryTake(0));
    assertTrue(bitmap.free(640));
    assertFalse(bitmap.tryTakeAll());
    assertEquals(999, bitmap.takenCount());
    assertEquals(640, bitmap.tryTake(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 63, 64, 65, 300})
  @DisplayName("R3 R4 eight threads never hold one slot together, and all bits are zero at the end")
  void noTwoThreadsHoldOneSlot(int slotCount) throws Exception {
    SlotBitmap bitmap = bitmap(slotCount);
    AtomicIntegerArray holders = new AtomicIntegerArray(slotCount);
    Threads.together(
        8,
        thread -> {
          int[] held = new int[1 + slotCount / 8];
          int count = 0;
          for (int round = 0; round < 40_000; round++) {
            int index = count < held.length ? bitmap.tryTake(thread + round) : -1;
            if (index >= 0) {
              assertEquals(0, holders.getAndSet(index, thread + 1), "slot held by two");
              held[count++] = index;
            } else if (count > 0) {
              int last = held[--count];
              assertEquals(thread + 1, holders.getAndSet(last, 0));
              assertTrue(bitmap.free(last));
            }
          }
          while (count > 0) {
            holders.set(held[--count], 0);
            assertTrue(bitmap.free(held[count]));
          }
        });
    assertWordsAreZero();
    fill(bitmap, slotCount);
  }

  private static void fill(SlotBitmap bitmap, int slotCount) {
    for (int i = 0; i < slotCount; i++) {
      assertTrue(bitmap.tryTake(i >>> 6) >= 0, "slot " + i);
    }
    assertEquals(SlotBitmap.NONE, bitmap.tryTake(0));
  }

  private void assertWordsAreZero() {
    for (long offset = WORDS; offset < memory.segment().byteSize(); offset += 8) {
      assertEquals(0, memory.segment().get(JAVA_LONG, offset), "word at " + offset);
    }
  }
}
