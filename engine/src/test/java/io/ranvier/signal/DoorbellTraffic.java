package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two publishers make permits, sleepers take them: each permit must reach a sleeper although nobody
 * ever looks without having been rung. A publisher waits now and then until all permits are taken,
 * so that the sleepers go to sleep again and again.
 */
final class DoorbellTraffic {
  private static final int PUBLISHERS = 2;
  private static final int BURST = 3;

  private final DoorbellFixture bell;
  private final int permitsEach;
  private final AtomicInteger permits = new AtomicInteger();
  private final AtomicInteger left;

  DoorbellTraffic(DoorbellFixture bell, int permitCount) {
    this.bell = bell;
    this.permitsEach = permitCount / PUBLISHERS;
    this.left = new AtomicInteger(permitsEach * PUBLISHERS);
  }

  /** Runs until all permits were taken; fails if that does not come to an end. */
  void run(int platformSleepers, int virtualSleepers) throws Exception {
    List<FutureTask<Void>> sleepers = new ArrayList<>();
    for (int i = 0; i < platformSleepers + virtualSleepers; i++) {
      FutureTask<Void> task = new FutureTask<>(this::takePermits, null);
      Thread.Builder thread =
          i < platformSleepers ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
      thread.start(task);
      sleepers.add(task);
    }
    Threads.together(PUBLISHERS, _ -> makePermits());
    for (FutureTask<Void> sleeper : sleepers) {
      Threads.join(sleeper);
    }
  }

  private void makePermits() {
    for (int i = 0; i < permitsEach; i++) {
      permits.incrementAndGet();
      bell.ringer.ringIfWanted();
      if (i % BURST == 0) {
        Facts.await("all permits taken", () -> permits.get() == 0);
      }
    }
  }

  private void takePermits() {
    Waiter waiter = new Waiter(Waiting.park());
    while (left.get() > 0) {
      assertTrue(waiter.await(this::takenOrOver, bell.sleeper, DoorbellFixture.FOR_EVER));
    }
  }

  private boolean takenOrOver() {
    int available = permits.get();
    while (available > 0) {
      if (permits.compareAndSet(available, available - 1)) {
        if (left.decrementAndGet() == 0) {
          bell.sleeper.wakeAll();
        }
        return true;
      }
      available = permits.get();
    }
    return left.get() == 0;
  }
}
