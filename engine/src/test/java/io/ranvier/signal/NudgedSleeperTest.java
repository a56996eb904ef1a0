package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.ffm.LinuxCalls;
import io.ranvier.ffm.Membarrier;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Facts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sleepers without a timer, whom the housekeeper nudges because they asked for it. */
@Timeout(60)
final class NudgedSleeperTest {
  private static final long MUCH_NS = TimeUnit.HOURS.toNanos(1);
  private static final long LITTLE_NS = TimeUnit.MILLISECONDS.toNanos(2);

  private final MemorySegment segment = Arena.ofShared().allocate(4096, 128);
  private final CounterBlock counters = new CounterBlock(segment, 1024);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger askedAsleep = new AtomicInteger();
  private final Kernel kernel = new Kernel();
  private Sleeper sleeper;

  /** A futex without a timer sleeps until a wake, whatever the word says. */
  private final class Kernel implements LinuxCalls {
    private long timeoutNs;
    private int wakes;

    @Override
    public synchronized int futexWait(long address, int expected, long newTimeoutNs) {
      timeoutNs = newTimeoutNs;
      int before = wakes;
      try {
        while (newTimeoutNs < 0 && wakes == before) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return 0;
    }

    @Override
    public synchronized int futexWake(long address, int count) {
      wakes++;
      notifyAll();
      return 1;
    }

    @Override
    public int membarrier(Membarrier command) {
      return 0;
    }

    synchronized long timeoutNs() {
      return timeoutNs;
    }
  }

  private Sleeper sleeper(Attention attention) {
    SleepCalls calls = new SleepCalls(kernel, Long.MAX_VALUE);
    return new Signals(Barrier.FENCE, true, calls, () -> {}, counters, attention)
        .sleeper(segment, 0, Counter.PARKS);
  }

  private void ask() {
    asked.incrementAndGet();
    if (sleeper.nudge()) {
      askedAsleep.incrementAndGet();
    }
  }

  // verifies L11
  @Test
  @DisplayName("L11: who sleeps without a timer has asked for nudges, when they would reach him")
  void asksForNudges() throws Exception {
    sleeper = sleeper(this::ask);
    assertFalse(sleeper.nudge(), "nobody sleeps");
    AtomicBoolean fact = new AtomicBoolean();
    FutureTask<Void> sleeping = Threads.start(() -> sleeper.sleep(fact::get, MUCH_NS));
    Facts.await("a sleeper without a timer", () -> kernel.timeoutNs() < 0);
    assertEquals(1, asked.get());
    assertEquals(1, askedAsleep.get(), "a nudge at that moment meets a sleeper");
    assertTrue(sleeper.nudge());
    Threads.join(sleeping);
    assertFalse(sleeper.nudge(), "he has left");
  }

  @Test
  @DisplayName("who has little time has a timer, and asks for nothing")
  void asksForNothingWithLittleTime() {
    sleeper = sleeper(this::ask);
    sleeper.sleep(() -> false, LITTLE_NS);
    assertEquals(LITTLE_NS, kernel.timeoutNs());
    assertEquals(0, asked.get());
  }

  @Test
  @DisplayName("where nobody nudges, everybody has a timer")
  void hasATimerWhereNobodyNudges() {
    sleeper = sleeper(Attention.NONE);
    sleeper.sleep(() -> false, MUCH_NS);
    assertEquals(MUCH_NS, kernel.timeoutNs());
  }
}
