package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stand-in at a doorbell: how one thread waits for many connections. */
@Timeout(60)
final class ArmedDoorbellTest {
  private final DoorbellFixture bell = DoorbellFixture.withFutex();
  private final AtomicInteger heard = new AtomicInteger();

  @AfterEach
  void close() {
    bell.close();
  }

  @Test
  @DisplayName("L11 L14 a batch of publications rings an armed listener by one system call")
  void tellsTheListener() {
    bell.sleeper.arm(heard::incrementAndGet);
    assertTrue(bell.sleeper.fence());
    for (int i = 0; i < 100; i++) {
      bell.publish();
    }
    Facts.await("an announcement", () -> heard.get() == 1);
    assertEquals(1, bell.bytes.get());
    assertEquals(1, bell.counters.get(Counter.WAKES));
    bell.sleeper.disarm();
    assertEquals(0, bell.wanted());
    bell.publish();
    assertEquals(1, bell.bytes.get(), "nobody is there any more");
  }

  @Test
  void armingTwiceAnnouncesOnce() {
    bell.sleeper.arm(heard::incrementAndGet);
    bell.sleeper.arm(heard::decrementAndGet);
    bell.publish();
    Facts.await("the second listener's announcement", () -> heard.get() == -1);
    bell.sleeper.disarm();
    assertEquals(0, bell.wanted());
    bell.sleeper.disarm();
    assertEquals(0, bell.wanted());
  }

  @Test
  @DisplayName("L11 an announcement that a ring has overtaken is not relied on")
  void aRingThatOvertakesTheAnnouncementIsNoticed() {
    bell.sleeper.arm(heard::incrementAndGet);
    // A ringer that had looked at an earlier sleeper, which slept by futex, and rings only now.
    assertTrue(
        DoorbellLayout.casRung(
            bell.segment, 0, bell.rung(), DoorbellLayout.ticketAfter(bell.rung())));
    assertFalse(bell.sleeper.fence());
    bell.sleeper.arm(heard::incrementAndGet);
    assertTrue(bell.sleeper.fence());
    bell.publish();
    Facts.await("an announcement", () -> heard.get() == 1);
  }

  @Test
  void aThreadMaySleepBesideTheStandIn() throws Exception {
    bell.sleeper.arm(heard::incrementAndGet);
    FutureTask<Void> sleeping = bell.startSleeping(false);
    bell.awaitSleeps(1);
    bell.publish();
    Threads.join(sleeping);
    Facts.await("an announcement", () -> heard.get() == 1);
    assertNotEquals(0, bell.wanted(), "the stand-in stays");
    bell.sleeper.disarm();
    assertEquals(0, bell.wanted());
  }

  @Test
  void aFactOfTheOwnProcessReachesBoth() throws Exception {
    bell.sleeper.arm(heard::incrementAndGet);
    FutureTask<Void> sleeping = bell.startSleeping(true);
    bell.awaitSleeps(1);
    bell.fact.set(true);
    bell.sleeper.wakeAll();
    Threads.join(sleeping);
    assertEquals(1, heard.get());
    assertEquals(0, bell.bytes.get(), "no byte for oneself");
  }
}
