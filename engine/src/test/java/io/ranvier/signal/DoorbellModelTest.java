package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.interleaving.Defect;
import io.ranvier.interleaving.Explorer;
import io.ranvier.interleaving.RealClasses;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Sleeper} and {@link Ringer} in every order of their accesses. */
class DoorbellModelTest {
  private static final String LOST = "nobody can go on";
  private static final int ALL = Integer.MAX_VALUE;

  @ParameterizedTest(name = "L11 no order loses a wake-up: {0}, {1} publishers, sleepers {2}")
  @CsvSource({
    "FENCE, 1, f",
    "FENCE, 1, v",
    "MEMBARRIER, 1, f",
    "MEMBARRIER, 1, v",
    "FENCE, 2, f",
    "FENCE, 2, v",
    "MEMBARRIER, 2, f",
    "FENCE, 1, ff",
    "FENCE, 1, fv",
  })
  void losesNoWakeUp(String barrier, int publishers, String sleepers) {
    Explorer.Result found = explore(barrier, publishers, sleepers, true, ALL);
    assertEquals("", found.violation());
    assertTrue(found.states() > 50, "states: " + found.states());
  }

  @Test
  @DisplayName("L11 a waiter that leaves after it was woken takes no wake-up away from another")
  void aWaiterThatLeavesTakesNoWakeUpAway() {
    assertEquals("", explore("FENCE", 1, "if", true, ALL).violation());
    assertEquals("", explore("MEMBARRIER", 1, "if", true, ALL).violation());
  }

  @Test
  void wakingOneWouldLetALeaverTakeItAway() {
    assertLost(explore("FENCE", 1, "if", true, 1));
  }

  @Test
  void thePublishersFenceIsNeeded() {
    assertLost(
        explore(
            "FENCE", 1, "f", true, ALL, Defect.without("Barrier$1", "afterPublish", "fullFence")));
  }

  @Test
  void theSleepersFenceIsNeeded() {
    assertLost(
        explore(
            "FENCE", 1, "f", true, ALL, Defect.without("Sleeper", "publishersSeeMe", "fullFence")));
  }

  @Test
  void theMembarrierIsNeeded() {
    Defect defect = Defect.without("SleepCalls", "fenceAllProcesses", "membarrier");
    assertLost(explore("MEMBARRIER", 1, "f", true, ALL, defect));
  }

  @Test
  void theSleepersLastLookIsNeeded() {
    assertLost(explore("FENCE", 1, "f", true, ALL, Defect.without("Sleeper", "sleep", "isReady")));
  }

  @Test
  void theKernelsLookAtTheRingCountIsNeeded() {
    assertLost(explore("FENCE", 1, "f", false, ALL));
  }

  @Test
  @DisplayName("without the ringer's second look at the ways to wake, a wake-up is lost")
  void theSecondLookIsNeeded() {
    assertLost(
        explore("FENCE", 2, "fv", true, ALL, Defect.without("Ringer", "ring", "wantedVolatile")));
  }

  private static void assertLost(Explorer.Result found) {
    assertTrue(found.violation().startsWith(LOST), found::violation);
  }

  private static Explorer.Result explore(
      String barrier,
      int publishers,
      String sleepers,
      boolean comparesWord,
      int mostWoken,
      Defect... defects) {
    return RealClasses.explore(
        DoorbellProgram.class,
        List.of(defects),
        barrier,
        publishers,
        sleepers,
        comparesWord,
        mostWoken);
  }
}
