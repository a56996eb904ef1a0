package io.ranvier.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SharedRightsTest {
  // verifies C4
  @Test
  @DisplayName("C4: each answer that is not with the polling thread asks to be looked after")
  void asksToBeLookedAfter() {
    AtomicInteger asked = new AtomicInteger();
    int[] countWhenAsked = {0};
    SharedRights[] rights = {null};
    rights[0] =
        new SharedRights(
            4,
            failure -> {
              throw new AssertionError(failure);
            },
            () -> {
              asked.incrementAndGet();
              countWhenAsked[0] = rights[0].count();
            });
    rights[0].begin();
    assertEquals(1, asked.get());
    assertEquals(1, countWhenAsked[0], "asked when it is due already");
    rights[0].end();
    rights[0].begin();
    assertEquals(2, asked.get());
  }
}
