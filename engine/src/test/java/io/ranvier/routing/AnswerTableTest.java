package io.ranvier.routing;

import static io.ranvier.routing.AnswerTable.ANSWERED;
import static io.ranvier.routing.AnswerTable.CLAIMED;
import static io.ranvier.routing.AnswerTable.STALE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.slot.SlotReference;
import io.ranvier.slot.Threads;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AnswerTableTest {
  private static final int SLOTS = 3;

  private final AnswerTable table = new AnswerTable(SLOTS);

  private static long reference(int index, long generation) {
    return SlotReference.of(index, generation);
  }

  @Test
  @DisplayName("R6 a newer reference takes the right of the older one, never the other way round")
  void newerReferencesWin() {
    assertTrue(table.accept(reference(1, 5)));
    assertTrue(table.accept(reference(1, 7)));
    assertEquals(STALE, table.claim(reference(1, 5)));
    assertFalse(table.isNewest(reference(1, 5)));
    assertTrue(table.isNewest(reference(1, 7)));
    assertFalse(table.isNewest(reference(SLOTS, 1)));
    assertFalse(table.accept(reference(1, 6)), "older");
    assertFalse(table.accept(reference(1, 7)), "again");
    assertEquals(CLAIMED, table.claim(reference(1, 7)));
    table.finish(reference(1, 7));
    assertEquals(ANSWERED, table.claim(reference(1, 7)));
    assertEquals(STALE, table.claim(reference(2, 7)), "slots do not mix");
    assertFalse(table.accept(reference(SLOTS, 1)));
    assertEquals(STALE, table.claim(reference(SLOTS, 1)));
  }

  @Test
  @DisplayName("R7 of many who answer the same call one may")
  void oneAnswers() throws Exception {
    for (int generation = 1; generation <= 200; generation++) {
      long reference = reference(0, generation);
      assertTrue(table.accept(reference));
      AtomicInteger claimed = new AtomicInteger();
      Threads.together(
          4,
          thread -> {
            if (table.claim(reference) == CLAIMED) {
              claimed.incrementAndGet();
              table.finish(reference);
            }
          });
      assertEquals(1, claimed.get());
    }
  }

  @Test
  @DisplayName(
      "R9 a newer call is accepted while an older answer is written, and waits to be answered")
  void writersExcludeEachOther() throws Exception {
    assertTrue(table.accept(reference(0, 1)));
    assertEquals(CLAIMED, table.claim(reference(0, 1)));
    assertTrue(table.accept(reference(0, 2)), "accepting never waits");
    AtomicInteger order = new AtomicInteger();
    FutureTask<Void> newer =
        Threads.start(() -> {
          assertEquals(CLAIMED, table.claim(reference(0, 2)));
          assertEquals(1, order.get(), "the older one was still writing");
          table.finish(reference(0, 2));
        });
    // The other thread cannot pass before this one has said so, whenever it comes.
    order.incrementAndGet();
    table.finish(reference(0, 1));
    Threads.join(newer);
    assertEquals(ANSWERED, table.claim(reference(0, 2)));
  }

  @Test
  @DisplayName("an answer that could not be written may be tried again, unless the call is over")
  void rightsAreGivenUp() {
    assertTrue(table.accept(reference(0, 1)));
    assertEquals(CLAIMED, table.claim(reference(0, 1)));
    table.giveUp(reference(0, 1));
    assertEquals(CLAIMED, table.claim(reference(0, 1)));
    assertTrue(table.accept(reference(0, 2)));
    table.giveUp(reference(0, 1));
    assertEquals(STALE, table.claim(reference(0, 1)));
    assertEquals(CLAIMED, table.claim(reference(0, 2)));
  }

  @Test
  @DisplayName("R9 when a right is revoked nobody writes any more")
  void revokingEndsWriting() throws Exception {
    for (int generation = 1; generation <= 500; generation++) {
      long reference = reference(2, generation);
      assertTrue(table.accept(reference));
      int[] writing = {0};
      FutureTask<Void> answerer =
          Threads.start(() -> {
            if (table.claim(reference) == CLAIMED) {
              writing[0] = 1;
              writing[0] = 0;
              table.finish(reference);
            }
          });
      table.revoke(reference);
      assertEquals(0, writing[0]);
      Threads.join(answerer);
      assertEquals(ANSWERED, table.claim(reference));
    }
  }
}
