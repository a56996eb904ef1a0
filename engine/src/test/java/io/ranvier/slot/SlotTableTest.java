package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SlotTableTest {
  // verifies R10
  @Test
  void keepsWhatItHasWhenItGrows() {
    SlotTable<Integer> table = new SlotTable<>(3);
    fill(table, 0, 3);
    assertNull(table.get(3), "no entry");
    table.add(64);
    fill(table, 3, 67);
    table.add(1);
    fill(table, 67, 68);
    assertEquals(68, table.length());
    for (int index = 0; index < 68; index++) {
      assertEquals(index, table.get(index));
    }
    assertNull(table.get(68), "no entry");
    assertNull(table.get(SlotReference.MAX_SLOTS - 1), "no entry");
  }

  @Test
  void comparesInEveryPart() {
    SlotTable<String> table = new SlotTable<>(1);
    table.add(1);
    for (int index = 0; index < 2; index++) {
      assertTrue(table.compareAndSet(index, null, "a"));
      assertFalse(table.compareAndSet(index, "b", "c"));
      assertEquals("a", table.getAndSet(index, null));
      assertNull(table.get(index));
    }
  }

  private static void fill(SlotTable<Integer> table, int from, int to) {
    for (int index = from; index < to; index++) {
      assertNull(table.getAndSet(index, index));
    }
  }
}
