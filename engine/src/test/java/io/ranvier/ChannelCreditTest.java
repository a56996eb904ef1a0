package io.ranvier;

import static io.ranvier.ChannelPair.poll;
import static io.ranvier.ChannelPair.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.lane.Status;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a channel's sender may send, and who tells it. */
@Timeout(60)
final class ChannelCreditTest {
  private static final MemorySegment NOTHING = MemorySegment.NULL;

  private ChannelPair pair;

  @BeforeEach
  void open() throws Exception {
    pair = new ChannelPair();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  // verifies S2
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40})
  @DisplayName("the sender is told when it has no credit, and waits for it until its deadline")
  void stopsWithoutCredit(int window) throws Exception {
    Ends ends = pair.orders(window);
    for (int i = 0; i < window; i++) {
      assertEquals(window - i, ends.tx().credit());
      assertEquals(i, pair.trySend(ends.tx(), i));
    }
    assertEquals(0, ends.tx().credit());
    assertEquals(Status.NO_CREDIT, pair.trySend(ends.tx(), 99));
    assertEquals(Status.TIMED_OUT, ends.tx().send(NOTHING, 0, 0, 1_000_000));
    assertEquals(window, poll(ends.rx(), 100).size());
    assertEquals(window, pair.trySend(ends.tx(), window));
  }

  // verifies S2
  @Test
  @DisplayName("credit 0 at the start waits for a grant; grants add up")
  void waitsForTheFirstGrant() throws Exception {
    Ends ends = pair.feed(0);
    assertEquals(Status.NO_CREDIT, pair.trySend(ends.tx(), 0));
    ends.rx().grant(2);
    ends.rx().grant(3);
    assertEquals(5, ends.tx().credit());
    for (int i = 0; i < 5; i++) {
      assertEquals(i, pair.trySend(ends.tx(), i));
    }
    assertEquals(Status.NO_CREDIT, pair.trySend(ends.tx(), 5));
    assertEquals(5, poll(ends.rx(), 100).size());
    assertEquals(Status.NO_CREDIT, pair.trySend(ends.tx(), 5), "nothing was granted for them");
  }

  // verifies S2, S3, D9, D19
  @Test
  @DisplayName("a sender asleep for credit is woken by a grant, also after earlier waits ran out")
  void grantsWakeTheSender() throws Exception {
    Ends ends = pair.feed(0);
    CountDownLatch timedOut = new CountDownLatch(1);
    FutureTask<Long> sender =
        Threads.compute(() -> {
          long status = Status.TIMED_OUT;
          for (int i = 0; i < 3; i++) {
            assertEquals(Status.TIMED_OUT, ends.tx().send(NOTHING, 0, 0, 1_000_000));
          }
          timedOut.countDown();
          for (int i = 0; i < 1_000; i++) {
            status = ends.tx().send(NOTHING, 0, 0, Pair.LONG_NS);
          }
          return status;
        });
    assertTrue(timedOut.await(20, TimeUnit.SECONDS));
    for (int i = 0; i < 1_000; i++) {
      ends.rx().grant(1);
      assertEquals(1, ends.rx().receive(item -> {}, 1, Pair.LONG_NS));
    }
    assertEquals(999, sender.get(20, TimeUnit.SECONDS));
  }

  // verifies S3
  @Test
  @DisplayName("credit goes back in steps of half the window, at once when that is 1")
  void givesCreditBackInSteps() throws Exception {
    for (int window : List.of(1, 2, 3, 10, 63)) {
      try (Ends ends = pair.feed(window)) {
        int step = Math.max(1, window / 2);
        for (int i = 0; i < window; i++) {
          assertEquals(i, pair.trySend(ends.tx(), i));
        }
        assertEquals(step - 1, poll(ends.rx(), step - 1).size());
        assertEquals(0, ends.tx().credit(), "window " + window);
        assertEquals(1, poll(ends.rx(), 1).size());
        assertEquals(step, ends.tx().credit(), "window " + window);
      }
    }
  }
}
