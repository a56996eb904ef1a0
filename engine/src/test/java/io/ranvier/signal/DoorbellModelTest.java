package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class DoorbellModelTest {
  @Test
  @DisplayName("L11 no interleaving of the doorbell's steps loses a wake-up")
  void losesNoWakeUp() {
    DoorbellModel model = new DoorbellModel(true, true);
    assertEquals("", model.firstLostWakeUp());
    assertTrue(model.states() > 5_000, "states explored: " + model.states());
  }

  @Test
  @DisplayName("without the ringer's second look at the ways to wake, the model loses one")
  void theSecondLookIsNeeded() {
    assertFalse(new DoorbellModel(false, true).firstLostWakeUp().isEmpty());
  }

  @Test
  @DisplayName("without the sleeper's look at the ring count, the model loses one")
  void theRingCountIsNeeded() {
    assertFalse(new DoorbellModel(true, false).firstLostWakeUp().isEmpty());
  }
}
