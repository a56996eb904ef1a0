package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CpuSetTest {
  @Test
  void holdsCpusBeyondOneWord() {
    var set = CpuSet.of(0, 63, 64, 127, 1000, CpuSet.CAPACITY - 1);
    assertArrayEquals(new int[] {0, 63, 64, 127, 1000, CpuSet.CAPACITY - 1}, set.toArray());
    assertEquals(6, set.count());
    assertTrue(set.contains(64));
    assertFalse(set.contains(65));
    assertFalse(set.contains(-1));
    assertFalse(set.contains(CpuSet.CAPACITY));
  }

  @Test
  void nextFindsTheNextAndThenNone() {
    var set = CpuSet.of(5, 200);
    assertEquals(5, set.next(-3));
    assertEquals(5, set.next(5));
    assertEquals(200, set.next(6));
    assertEquals(-1, set.next(201));
    assertEquals(-1, set.next(CpuSet.CAPACITY));
  }

  @Test
  void clearedSetIsEmpty() {
    var set = CpuSet.of(1, 2, 3);
    set.clear();
    assertEquals(0, set.count());
    assertEquals("", set.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0-3", "0-3,8", "1,3,5-7,64-66", "8191"})
  void kernelsListReadsBackAsWritten(String list) {
    assertEquals(list, CpuSet.parse(list).toString());
  }

  @Test
  void listMayHaveSpaceAround() {
    assertEquals("0-1", CpuSet.parse("\t0-1\n").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "3-1", "0,", "-1", "0-99999999", "8192", "1-2-3"})
  void refusesWhatIsNoList(String list) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> CpuSet.parse(list));
    assertTrue(refusal.getMessage().contains(list));
  }

  @Test
  void refusesNumbersOfNoCpu() {
    assertThrows(IllegalArgumentException.class, () -> CpuSet.of(-1));
    assertThrows(IllegalArgumentException.class, () -> CpuSet.of(CpuSet.CAPACITY));
  }
}
