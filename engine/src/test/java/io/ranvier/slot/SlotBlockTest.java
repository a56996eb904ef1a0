package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotBlockTest {
  private static final SlotArrayGeometry GEOMETRY = new SlotArrayGeometry(100, 128, 128);

  private final MemorySegment segment = Arena.ofAuto().allocate(GEOMETRY.totalBytes(), 128);
  private final SlotArray slots = SlotArray.own(segment, 0, GEOMETRY, SlotBacking.RESERVED);
  private final LeaseWatch watch = new LeaseWatch(segment, 0, GEOMETRY);

  // verifies R4
  @Test
  void sharesNoSlotWithOthers() {
    Set<Integer> indexes = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      assertTrue(indexes.add(SlotReference.index(slots.tryLease(i))));
    }
    try (SlotBlock one = slots.tryLeaseBlock(0);
        SlotBlock two = slots.tryLeaseBlock(0)) {
      for (SlotBlock block : new SlotBlock[] {one, two}) {
        for (int i = 0; i < block.slotCount(); i++) {
          assertTrue(indexes.add(SlotReference.index(block.tryLease())));
        }
        assertEquals(SlotArray.NONE_FREE, block.tryLease());
        assertTrue(block.isFull());
      }
      assertEquals(100, indexes.size());
      assertEquals(SlotArray.NONE_FREE, slots.tryLease(0));
      assertEquals(null, slots.tryLeaseBlock(0));
    }
    assertEquals(10, slots.takenCount());
  }

  // verifies R5, R6
  @Test
  void freesEachLeaseOnce() {
    try (SlotBlock block = slots.tryLeaseBlock(0)) {
      long reference = block.tryLease();
      assertFalse(watch.isOver(reference));
      assertTrue(block.free(reference));
      assertTrue(watch.isOver(reference));
      assertFalse(block.free(reference));
      long again = block.tryLease();
      assertEquals(SlotReference.index(reference), SlotReference.index(again));
      assertNotEquals(reference, again);
      assertFalse(block.free(reference));
      assertEquals(1, block.leasedCount());
    }
  }

  // verifies R5, R6
  @Test
  void tellsLaterWhatNeedNotBeTold() {
    SlotBlock block = slots.tryLeaseBlock(0);
    long first = block.tryLease();
    assertTrue(block.freeUntold(first));
    assertFalse(block.freeUntold(first));
    assertFalse(block.free(first));
    assertFalse(watch.isOver(first));
    long second = block.tryLease();
    assertEquals(SlotReference.next(first), second);
    assertFalse(watch.isOver(second));
    assertTrue(block.free(second));
    assertTrue(watch.isOver(first));
    assertTrue(watch.isOver(second));
    long third = block.tryLease();
    assertFalse(watch.isOver(third));
    assertTrue(block.freeUntold(third));
    block.close();
    assertTrue(watch.isOver(third));
    // The next owner begins behind what was told last.
    try (SlotBlock next = slots.tryLeaseBlock(0)) {
      assertEquals(SlotReference.next(third), next.tryLease());
    }
  }

  // verifies R5
  @Test
  void freesNoSlotOfOthers() {
    long other = slots.tryLease(0);
    try (SlotBlock block = slots.tryLeaseBlock(0)) {
      for (int i = 0; i < Long.SIZE; i++) {
        assertFalse(block.freeUntold(i));
      }
      assertFalse(block.free(SlotReference.NONE));
      assertFalse(block.free(other));
      assertEquals(0, block.leasedCount());
    }
    assertTrue(slots.free(other));
  }

  // verifies R4, R5
  @Test
  void endsWhatIsLeasedWhenItCloses() {
    SlotBlock block = slots.tryLeaseBlock(0);
    long reference = block.tryLease();
    block.close();
    block.close();
    assertTrue(watch.isOver(reference));
    assertFalse(block.free(reference));
    assertFalse(slots.free(reference));
    assertEquals(0, slots.takenCount());
    assertTrue(watch.isOver(SlotReference.of(1000, 1)));
  }
}
