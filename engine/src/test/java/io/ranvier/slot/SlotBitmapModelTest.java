package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.interleaving.Defect;
import io.ranvier.interleaving.Explorer;
import io.ranvier.interleaving.RealClasses;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link SlotBitmap} in every order of its accesses. */
class SlotBitmapModelTest {
  private static final long BOTH_FULL = 3;
  private static final long RIGHT = 0;

  @Test
  @DisplayName(
      "R4 no order of takes and frees leases a slot twice, loses one or leaves a false hint")
  void keepsWhatItPromises() {
    Explorer.Result found = explore(62, 2, 2, RIGHT);
    assertEquals("", found.violation());
    assertTrue(found.states() > 1_000, "states: " + found.states());
  }

  @Test
  void threeThreadsAtTwoSlots() {
    assertEquals("", explore(63, 3, 1, RIGHT).violation());
  }

  @Test
  @DisplayName("R3 a hint that a word is full never hides its free slot")
  void findsAFreeSlotBehindAFalseHint() {
    Explorer.Result found = explore(63, 2, 1, BOTH_FULL);
    assertEquals("", found.violation());
  }

  @Test
  void withoutTheSecondLookAFalseHintStays() {
    Defect defect = Defect.without("SlotBitmap", "setHint", "clearHint");
    assertTrue(explore(62, 2, 1, RIGHT, defect).violation().contains("hides a word"));
  }

  @Test
  void withoutTheScanAFalseHintHidesASlot() {
    Defect defect = Defect.without("SlotBitmap", "tryTake", "takeByScan");
    assertTrue(explore(63, 2, 1, BOTH_FULL, defect).violation().contains("none was found"));
  }

  @Test
  void withoutTheHintClearedByAFreeAFalseHintStays() {
    Defect defect = Defect.without("SlotBitmap", "freeAll", "clearHint");
    assertTrue(explore(62, 2, 1, RIGHT, defect).violation().contains("hides a word"));
  }

  private static Explorer.Result explore(
      int firstFree, int threads, int rounds, long hint, Defect... defects) {
    return RealClasses.explore(
        SlotBitmapProgram.class, List.of(defects), firstFree, threads, rounds, hint);
  }
}
