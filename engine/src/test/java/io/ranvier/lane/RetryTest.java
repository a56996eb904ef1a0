package io.ranvier.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RetryTest {
  private boolean full = true;
  private long answer = Status.BACK_PRESSURED;
  private int attempts;

  @Test
  @DisplayName("what met a full ring is not tried again before there is room")
  void looksBeforeItTries() {
    Retry retry = retry(Status.BACK_PRESSURED);
    assertFalse(retry.isReady());
    assertEquals(0, attempts);
    full = false;
    assertFalse(retry.isReady(), "another was quicker");
    assertEquals(1, attempts);
    answer = 7;
    assertTrue(retry.isReady());
    assertTrue(retry.isReady());
    assertEquals(2, attempts);
    assertEquals(7, retry.result());
    assertEquals(7, retry.resultOr(Status.CLOSED), "published before the wait failed");
  }

  @Test
  @DisplayName(
      "what met no payload slot is tried again at each look, whatever the ring has room for")
  void triesForASlotThoughTheRingIsFull() {
    Retry retry = retry(Status.NO_PAYLOAD_SLOT);
    answer = Status.NO_PAYLOAD_SLOT;
    assertFalse(retry.isReady());
    assertEquals(1, attempts);
    answer = Status.BACK_PRESSURED;
    assertFalse(retry.isReady());
    assertFalse(retry.isReady());
    assertEquals(2, attempts, "a slot was there, and no room");
    assertEquals(Status.CLOSED, retry.resultOr(Status.CLOSED));
  }

  private Retry retry(long refused) {
    return new Retry(
        refused,
        () -> full,
        () -> {
          attempts++;
          return answer;
        });
  }
}
