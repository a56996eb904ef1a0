package io.ranvier.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.interleaving.Defect;
import io.ranvier.interleaving.Explorer;
import io.ranvier.interleaving.RealClasses;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link Tx} and {@link Rx} in every order of their accesses; both sleep when they must wait. */
class ChannelModelTest {
  @Test
  @DisplayName("S2 S4 no order loses an item or the end")
  void deliversAnItemAndTheEnd() {
    assertSound(explore(1, 0, 1, 1));
  }

  @Test
  @DisplayName("S2 a sender without credit is woken by a grant")
  void grantWakesTheSender() {
    assertSound(explore(0, 1, 1, 0));
  }

  @Test
  @Tag("soak")
  void grantWakesTheSenderAndItsItemTheReceiver() {
    assertSound(explore(0, 1, 1, 1));
  }

  @Test
  @DisplayName("S4 a sender that waits for credit is woken by a reset")
  void resetWakesTheSender() {
    assertSound(explore(0, 0, 1, 0));
    assertSound(explore(1, 0, 2, 1));
  }

  @Test
  @DisplayName("S4 the end is seen by a receiver that goes to sleep meanwhile")
  void closeWakesTheReceiver() {
    assertSound(explore(0, 0, 0, 0));
  }

  @Test
  void withoutARingAResetIsLost() {
    Defect defect = Defect.without("ChannelBlock", "endTaking", "ringIfWanted");
    assertLost(explore(0, 0, 1, 0, defect));
  }

  @Test
  void withoutARingAGrantIsLost() {
    assertLost(explore(0, 1, 1, 1, Defect.without("Rx", "grant", "ringIfWanted")));
  }

  @Test
  void withoutARingTheEndIsLost() {
    Defect defect = Defect.without("ChannelBlock", "endSending", "ringIfWanted");
    assertLost(explore(0, 0, 0, 0, defect));
  }

  @Test
  void withoutAFenceCreditIsLost() {
    assertLost(explore(0, 1, 1, 1, Defect.without("Barrier$1", "afterPublish", "fullFence")));
  }

  @Test
  @Tag("soak")
  void aReceiverThatDoesNotTakeOnceMoreAtTheEndLosesItems() {
    assertTrue(explore(1, 0, 1, 1, Defect.without("Rx", "rest", "take")).violation().length() > 0);
  }

  private static void assertSound(Explorer.Result found) {
    assertEquals("", found.violation());
    assertTrue(found.states() > 20, "states: " + found.states());
  }

  private static void assertLost(Explorer.Result found) {
    assertTrue(found.violation().startsWith("nobody can go on"), found::violation);
  }

  private static Explorer.Result explore(
      int window, int grants, int items, int takes, Defect... defects) {
    return RealClasses.explore(
        ChannelProgram.class, List.of(defects), window, grants, items, takes);
  }
}
