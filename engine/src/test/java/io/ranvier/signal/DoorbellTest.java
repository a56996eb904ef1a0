package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.ffm.Errno;
import io.ranvier.signal.DoorbellFixture.Calls;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One step at a time; what happens between the steps is for the model and the stress tests. */
@Timeout(60)
final class DoorbellTest {
  private static final int LAST_TICKET = (1 << 30) - 1;

  @Test
  @DisplayName("L11 while nobody sleeps, publishing makes no system call")
  void ringsNobody() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      for (int i = 0; i < 1000; i++) {
        bell.publish();
      }
      assertTrue(new Waiter(Waiting.park()).await(bell.fact::get, bell.sleeper, 1));
      assertEquals(0, bell.linux.waits() + bell.linux.wakes() + bell.bytes.get());
      assertEquals(0, bell.counters.get(Counter.WAKES) + bell.counters.get(Counter.PARKS));
    }
  }

  @Test
  @DisplayName("L11 a fact that comes true during the announcement is not slept through")
  void looksAgainBeforeItSleeps() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      bell.sleeper.sleep(() -> true, DoorbellFixture.FOR_EVER);
      assertEquals(0, bell.linux.waits());
      assertEquals(0, bell.wanted(), "nobody is announced");
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  @DisplayName("L11 platform and virtual threads are woken, whichever side has the native calls")
  void wakesAcrossTiers(boolean sleeperHasFutex, boolean ringerHasFutex) throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      try (DoorbellFixture bell = DoorbellFixture.withTiers(sleeperHasFutex, ringerHasFutex)) {
        FutureTask<Void> sleeping = bell.startSleeping(virtual);
        bell.awaitSleeps(1);
        bell.publish();
        Threads.join(sleeping);
        assertEquals(0, bell.wanted());
        assertEquals(1, bell.counters.get(Counter.WAKES));
        boolean byFutexAlone = sleeperHasFutex && ringerHasFutex && !virtual;
        assertEquals(byFutexAlone ? 0 : 1, bell.bytes.get(), "bytes");
      }
    }
  }

  @Test
  @DisplayName("L11 all who sleep are woken by one ring, so that no leaver takes a wake-up away")
  void wakesAll() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      List<FutureTask<Void>> sleeping = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        sleeping.add(bell.startSleeping(i % 2 == 0));
      }
      bell.awaitSleeps(6);
      bell.publish();
      for (FutureTask<Void> task : sleeping) {
        Threads.join(task);
      }
      assertEquals(0, bell.wanted());
    }
  }

  @Test
  @DisplayName("L11 who leaves by time-out does not withdraw the others' announcement")
  void aLeaverLeavesTheOthersAnnounced() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      FutureTask<Void> sleeping = bell.startSleeping(false);
      bell.awaitSleeps(1);
      assertFalse(new Waiter(Waiting.park()).await(() -> false, bell.sleeper, 2_000_000));
      assertTrue(bell.wanted() != 0, "one still sleeps");
      bell.publish();
      Threads.join(sleeping);
      assertEquals(0, bell.wanted());
    }
  }

  @Test
  @DisplayName("L11 memory is kept for a thread that is on its way to sleep on it")
  void waitsForWhoIsOnItsWayToSleep() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch delay = new CountDownLatch(1);
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      bell.linux.duringWaits(() -> {
        arrived.countDown();
        awaitUninterrupted(delay);
      });
      FutureTask<Void> sleeping = bell.startSleeping(false);
      arrived.await();
      bell.fact.set(true);
      FutureTask<Void> unmapping = Threads.start(bell.sleeper::awaitAwake);
      assertThrows(TimeoutException.class, () -> unmapping.get(50, TimeUnit.MILLISECONDS));
      delay.countDown();
      Threads.join(unmapping);
      assertEquals(0, bell.wanted(), "it has left");
      Threads.join(sleeping);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ENOSYS, Errno.EPERM})
  @DisplayName("a kernel that takes the futex away later turns sleepers to parking")
  void degradesToParking(int errno) throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      bell.linux.failWaits(errno);
      bell.linux.failWakes(errno);
      FutureTask<Void> sleeping = bell.startSleeping(false);
      bell.awaitSleeps(2);
      assertEquals(1, bell.linux.waits(), "asked once");
      bell.publish();
      Threads.join(sleeping);
      assertEquals(1, bell.bytes.get());
    }
  }

  @Test
  @DisplayName("a ringer that loses the futex alone wakes a futex sleeper by a byte")
  void aRingerWithoutFutexUsesTheSocket() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withTiers(true, false)) {
      FutureTask<Void> sleeping = bell.startSleeping(false);
      Facts.await("a sleeper", () -> bell.linux.waits() == 1);
      bell.publish();
      Threads.join(sleeping);
      assertEquals(1, bell.bytes.get());
    }
  }

  @Test
  @DisplayName("where the kernel refuses the promised barrier, sleeps are short")
  void sleepsShortWithoutItsBarrier() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.with(Barrier.MEMBARRIER, Calls.FAKE)) {
      bell.sleeper.sleep(() -> false, 5_000_000);
      assertEquals(5_000_000, bell.linux.lastTimeoutNs());
      bell.linux.failBarriers(Errno.EPERM);
      bell.sleeper.sleep(() -> false, 5_000_000);
      assertEquals(1_000_000, bell.linux.lastTimeoutNs());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, LAST_TICKET - 1, LAST_TICKET, LAST_TICKET + 1, -1, Integer.MIN_VALUE})
  @DisplayName("L9 tickets run around, and from any garbage, without losing a sleeper")
  void ticketsRunAround(int rung) throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      assertTrue(DoorbellLayout.casRung(bell.segment, 0, 0, rung));
      for (int i = 0; i < 3; i++) {
        FutureTask<Void> sleeping = bell.startSleeping(i == 1);
        bell.awaitSleeps(i + 1);
        int ticket = DoorbellLayout.ticket(bell.wanted());
        assertTrue(ticket >= 1 && ticket <= LAST_TICKET, "ticket " + ticket);
        bell.publish();
        Threads.join(sleeping);
        assertEquals(ticket, bell.rung());
        bell.fact.set(false);
      }
    }
  }

  @Test
  @DisplayName("L9 garbage in the sleeper's word costs the ringer at most a system call each time")
  void survivesGarbage() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      SplittableRandom random = new SplittableRandom(9);
      for (int i = 1; i <= 10_000; i++) {
        DoorbellLayout.wantedOpaque(bell.segment, 0, random.nextInt());
        bell.ringer.ringIfWanted();
        assertTrue(bell.linux.wakes() <= i);
      }
    }
  }

  @Test
  @DisplayName("S7 a sleeper that wakes when its region is unmapped returns instead of throwing")
  void returnsFromAnUnmappedRegion() throws Exception {
    for (boolean futex : new boolean[] {true, false}) {
      DoorbellFixture bell = DoorbellFixture.withTiers(futex, futex);
      try (bell) {
        AtomicInteger looks = new AtomicInteger();
        Ready endsMeanwhile =
            () -> {
              if (looks.incrementAndGet() == 2) {
                bell.arena.close();
                return futex;
              }
              return looks.get() > 2;
            };
        assertTrue(new Waiter(Waiting.park()).await(endsMeanwhile, bell.sleeper, 1_000_000_000));
        bell.sleeper.wakeAll();
        bell.sleeper.arm(() -> {});
        bell.sleeper.wakeAll();
        bell.sleeper.disarm();
      }
    }
  }

  @Test
  @DisplayName("S7 a sleeper whose region is unmapped while it sleeps by futex returns")
  void returnsFromAFutexThatIsUnmapped() throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.withFutex()) {
      bell.linux.duringWaits(bell.arena::close);
      bell.sleeper.sleep(() -> false, DoorbellFixture.FOR_EVER);
      assertEquals(1, bell.linux.waits());
    }
  }
}
