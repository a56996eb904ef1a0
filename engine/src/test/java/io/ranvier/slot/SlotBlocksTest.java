package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlotBlocksTest {
  private static final SlotArrayGeometry GEOMETRY = new SlotArrayGeometry(100, 128, 128);
  private static final int SECOND = 100;

  private final SlotArray one = newArray();
  private final SlotArray two = newArray();

  // verifies R4, R5, R6
  @Test
  void leasesAndFreesEachSlotOnceInAnyOrder() {
    long first = one.tryLease(0);
    try (SlotBlocks blocks = new SlotBlocks(blocks())) {
      assertEquals(199, blocks.slotCount());
      List<Long> leased = leaseAll(blocks);
      for (int round = 1; round <= 20; round++) {
        Collections.shuffle(leased, new Random(round));
        List<Long> freed = leased.subList(0, 10 * round - 1);
        for (int i = 0; i < freed.size(); i++) {
          long reference = freed.get(i);
          assertTrue(i % 2 == 0 ? blocks.free(reference) : blocks.freeUntold(reference));
          assertFalse(blocks.free(reference));
          assertFalse(blocks.freeUntold(reference));
          assertFalse(blocks.isFull());
        }
        freed.replaceAll(reference -> {
          long again = blocks.tryLease();
          assertNotEquals(reference, again);
          return again;
        });
        assertEquals(199, Set.copyOf(leased).size());
        assertTrue(blocks.isFull());
        assertEquals(SlotArray.NONE_FREE, blocks.tryLease());
      }
    }
    assertEquals(1, one.takenCount() + two.takenCount());
    assertTrue(one.free(first));
  }

  // verifies R4
  @Test
  void leasesAgainWhatWasFreedLast() {
    try (SlotBlocks blocks = new SlotBlocks(blocks())) {
      for (long reference : leaseAll(blocks)) {
        assertTrue(blocks.freeUntold(reference));
        assertEquals(SlotReference.next(reference), blocks.tryLease());
      }
    }
  }

  // verifies R5, R6
  @Test
  void freesSlotsOfSeveralBlocksOfAWord() {
    List<Long> others = new ArrayList<>();
    for (int i = 0; i < GEOMETRY.slotCount(); i++) {
      others.add(one.tryLease(0));
    }
    List<SlotBlock> parts = new ArrayList<>();
    for (int from = 0; from < 60; from += 20) {
      others.subList(from, from + 20).forEach(one::free);
      parts.add(one.tryLeaseBlock(0));
    }
    try (SlotBlocks blocks = new SlotBlocks(parts)) {
      List<Long> leased = leaseAll(blocks);
      assertEquals(60, leased.size());
      for (int round = 0; round < 10; round++) {
        Collections.shuffle(leased, new Random(round));
        for (int i = 0; i < leased.size(); i++) {
          long reference = leased.get(i);
          assertTrue(i % 2 == 0 ? blocks.free(reference) : blocks.freeUntold(reference));
        }
        leased = leaseAll(blocks);
      }
    }
    assertEquals(40, one.takenCount());
  }

  // verifies R5
  @Test
  void freesNoSlotOfOthers() {
    SlotBlock low = one.tryLeaseBlock(0);
    SlotBlock high = two.tryLeaseBlock(SECOND);
    try (SlotBlocks blocks = new SlotBlocks(List.of(one.tryLeaseBlock(0)))) {
      assertFalse(blocks.free(low.tryLease()));
      assertFalse(blocks.freeUntold(high.tryLease()));
      assertFalse(blocks.free(SlotReference.NONE));
      List<Long> leased = leaseAll(blocks);
      assertEquals(36, leased.size());
      assertTrue(blocks.free(leased.getLast()));
    }
    SlotBlock middle = one.tryLeaseBlock(0);
    try (SlotBlocks blocks = new SlotBlocks(List.of(middle, two.tryLeaseBlock(SECOND)))) {
      assertFalse(blocks.free(low.tryLease()));
      assertFalse(blocks.free(high.tryLease()));
      assertEquals(72, leaseAll(blocks).size());
    }
    low.close();
    high.close();
    assertEquals(0, one.takenCount() + two.takenCount());
  }

  private static SlotArray newArray() {
    return SlotArray.own(
        Arena.ofAuto().allocate(GEOMETRY.totalBytes(), 128), 0, GEOMETRY, SlotBacking.RESERVED);
  }

  /** Leases all that is free, the blocks of the second array first. */
  private List<SlotBlock> blocks() {
    return Stream.of(
            two.tryLeaseBlock(SECOND),
            two.tryLeaseBlock(SECOND),
            one.tryLeaseBlock(0),
            one.tryLeaseBlock(0))
        .toList();
  }

  private static List<Long> leaseAll(SlotBlocks blocks) {
    List<Long> leased = new ArrayList<>();
    Set<Integer> indexes = new HashSet<>();
    while (!blocks.isFull()) {
      long reference = blocks.tryLease();
      assertTrue(indexes.add(SlotReference.index(reference)));
      leased.add(reference);
    }
    assertEquals(blocks.slotCount(), leased.size());
    return leased;
  }
}
