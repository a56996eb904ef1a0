package io.ranvier.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.interleaving.Defect;
import io.ranvier.interleaving.Explorer;
import io.ranvier.interleaving.RealClasses;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link SharedRingWriter} and {@link RingReader} in every order of their accesses. */
class SharedRingModelTest {
  @Test
  @DisplayName("two senders and a reader: no order loses, doubles or tears a frame")
  void deliversEachFrameOnce() {
    Explorer.Result found = explore(0, 0, "s", "s");
    assertEquals("", found.violation());
    assertTrue(found.states() > 1_000, "states: " + found.states());
  }

  @Test
  void padsTheEndOfTheRing() {
    assertEquals("", explore(15, 0, "l", "").violation());
  }

  @Test
  @Tag("soak")
  void padsTheEndOfTheRingWhileAnotherSends() {
    assertEquals("", explore(15, 0, "l", "s").violation());
  }

  @Test
  void writesOverWhatWasReadOnly() {
    assertEquals("", explore(0, 15, "s", "s").violation());
  }

  @Test
  void aFailedWriteLeavesNoHole() {
    assertEquals("", explore(0, 0, "x", "s").violation());
  }

  @Test
  void withoutPaddingAFailedWriteLeavesAHole() {
    Defect defect = Defect.without("SharedRingWriter", "write", "padUnless");
    assertTrue(explore(0, 0, "x", "s", defect).violation().startsWith("nobody can go on"));
  }

  @Test
  void withoutReleaseAFrameIsTorn() {
    Defect defect = Defect.unordered("FrameLayout", "sequenceRelease", "setRelease");
    assertTrue(explore(0, 0, "s", "s", defect).violation().contains("frame"));
  }

  @Test
  void withoutALookAtTheReaderAFrameIsWrittenOver() {
    Defect defect = Defect.without("SharedRingWriter", "claim", "refreshHead");
    String moreThanTheRingHolds = "s".repeat(17);
    assertFalse(explore(0, 0, moreThanTheRingHolds, "", defect).violation().isEmpty());
  }

  private static Explorer.Result explore(
      int consumed, int unread, String a, String b, Defect... defects) {
    return RealClasses.explore(
        SharedRingProgram.class, List.of(defects), consumed, unread, new String[] {a, b});
  }
}
