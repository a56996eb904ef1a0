package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One publisher, one sleeper, and facts that are plain release stores, as those of an exclusive
 * ring: nothing but the doorbell's own barrier keeps the store before the look at the sleeper. The
 * publisher makes the next fact as soon as the sleeper has seen the last, that is, while it
 * announces itself.
 */
final class PlainPublications {
  private final DoorbellFixture bell;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();

  PlainPublications(DoorbellFixture bell) {
    this.bell = bell;
  }

  void run(int count) throws Exception {
    FutureTask<Void> sleeper = Threads.start(() -> sleep(count));
    for (long fact = 1; fact <= count; fact++) {
      published.setRelease(fact);
      bell.ringer.ringIfWanted();
      long expected = fact;
      try {
        Facts.await("the fact seen", () -> seen.getAcquire() == expected || sleeper.isDone());
      } catch (AssertionError e) {
        throw new AssertionError("published=%d, seen=%s, %s".formatted(fact, seen, bell), e);
      }
      for (long pause = fact & 63; pause > 0; pause--) {
        Thread.onSpinWait();
      }
    }
    Threads.join(sleeper);
  }

  private void sleep(int count) {
    Waiter waiter = new Waiter(Waiting.park());
    for (long fact = 1; fact <= count; fact++) {
      long expected = fact;
      Ready ready = () -> published.getAcquire() >= expected;
      assertTrue(waiter.await(ready, bell.sleeper, DoorbellFixture.FOR_EVER));
      seen.setRelease(fact);
    }
  }
}
