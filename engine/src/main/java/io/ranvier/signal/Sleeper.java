package io.ranvier.signal;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.memory.Faults;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The sleeping end of a doorbell. Borrows its segment.
 *
 * <p>Any number of threads of one process may sleep here; all are woken together. Announcing and
 * leaving happen under this object's monitor, so the last one to leave, and nobody else, clears the
 * announcement: without the lock, a leaver could wipe out what a newcomer had just announced.
 *
 * <p>A thread may wake up late, when its connection has ended and the region is unmapped. It
 * returns then, and learns the reason where it looks for its fact.
 */
public final class Sleeper implements SleepingPlace {
  /** The longest sleep should the kernel refuse the barrier that it had promised. */
  private static final long LONGEST_BLIND_SLEEP_NS = 1_000_000;

  /** Who has more time than this and is nudged now and then sleeps without a timer. */
  private static final long TIMELESS_FROM_NS = 1_000_000_000;

  private static final long NO_TIMER = -1;

  /** Who is woken and has not left by then gets no processor at all. */
  private static final long LONGEST_LEAVE_NS = 1_000_000_000;

  private static final long LOOK_NS = 100_000;

  private final MemorySegment segment;
  private final long base;
  private final Barrier barrier;
  private final SleepCalls calls;
  private final CounterBlock counters;
  private final Attention attention;
  private final Counter counter;
  private final List<Thread> parked = new ArrayList<>();
  private Runnable standIn;
  private int sleepers;
  private int parkers;
  private int armedRung;

  Sleeper(MemorySegment segment, long base, Signals signals, Counter counter) {
    this.segment = segment;
    this.base = base;
    this.barrier = signals.barrier();
    this.calls = signals.calls();
    this.counters = signals.counters();
    this.attention = signals.attention();
    this.counter = counter;
  }

  @Override
  public void sleep(Ready ready, long timeoutNs) {
    boolean byFutex = calls.canSleep() && !Thread.currentThread().isVirtual();
    int rung = enter(byFutex);
    try {
      boolean fenced = publishersSeeMe();
      long longestNs = fenced ? calls.longestSleepNs() : LONGEST_BLIND_SLEEP_NS;
      if (Faults.checked(ready.isReady()) || Thread.currentThread().isInterrupted()) {
        return;
      }
      counters.add(counter, 1);
      long sleepNs = Math.min(timeoutNs, longestNs);
      boolean nudged = timeoutNs >= TIMELESS_FROM_NS && asksForNudges();
      if (byFutex) {
        long timerNs = fenced && nudged ? NO_TIMER : sleepNs;
        calls.sleep(DoorbellLayout.rungAddress(segment, base), rung, timerNs);
      } else if (rung() == rung) {
        LockSupport.parkNanos(this, sleepNs);
      }
    } catch (IllegalStateException e) {
      refuseUnlessUnmapped(e);
    } finally {
      leave(byFutex);
    }
  }

  /**
   * Lets the threads that sleep by futex look at their deadlines and their interrupt status.
   *
   * @return whether any thread sleeps, also in another way
   */
  public synchronized boolean nudge() {
    boolean byFutex = sleepers > parkers;
    if (byFutex) {
      boolean ignored = calls.wakeAll(DoorbellLayout.rungAddress(segment, base));
    }
    return byFutex || !parked.isEmpty();
  }

  /**
   * Announces a sleeper that stays: the next ring runs the listener, on the housekeeper. This is
   * how one thread waits at many doorbells and pays only for those that changed. Call {@link
   * #fence} and look at the fact before relying on it.
   */
  public synchronized void arm(Runnable listener) {
    if (standIn == null) {
      sleepers++;
      parkers++;
    }
    standIn = listener;
    armedRung = announce();
  }

  /** Withdraws what {@link #arm} announced. Does nothing when nothing was. */
  public synchronized void disarm() {
    if (standIn != null) {
      standIn = null;
      parkers--;
      withdraw();
    }
  }

  /**
   * Makes what {@link #arm} announced visible to all publishers before this thread looks at the
   * fact.
   *
   * @return false when that failed, or somebody has rung since, and the announcement cannot be
   *     relied on
   */
  public boolean fence() {
    return publishersSeeMe() && rung() == armedRung;
  }

  /**
   * Wakes all threads that sleep; the housekeeper calls it when a byte has come. Also those that
   * sleep by futex: a peer without native access can wake them in no other way.
   */
  public synchronized void unparkAll() {
    nudge();
    unparkParked();
  }

  /**
   * Wakes every sleeper of this process for a fact that this process itself made true.
   *
   * <p>Those that park first, before memory is touched: compiled code is told some instructions
   * later that it was cut short, and in the middle of an unpark that would leave a virtual thread
   * asleep for ever. They need no ring: who has not parked yet finds the permit.
   */
  public synchronized void wakeAll() {
    if (sleepers == 0) {
      return;
    }
    try {
      unparkParked();
      int rung = rung();
      int next = DoorbellLayout.ticketAfter(rung);
      boolean ignored = DoorbellLayout.casRung(segment, base, rung, next);
    } catch (IllegalStateException e) {
      refuseUnlessUnmapped(e);
    } finally {
      // Also if the memory was cut short: the fact is there.
      nudge();
    }
  }

  private void unparkParked() {
    parked.forEach(LockSupport::unpark);
    if (standIn != null) {
      standIn.run();
    }
  }

  /**
   * Waits until no thread sleeps by futex; called before the memory is unmapped, when the fact that
   * all waited for is there for good. A thread on its way into the kernel would else sleep on
   * whatever is mapped at that address next, and without a timer nobody would wake it.
   */
  public void awaitAwake() {
    long startNs = System.nanoTime();
    while (isAsleepByFutex() && System.nanoTime() - startNs < LONGEST_LEAVE_NS) {
      wakeAll();
      LockSupport.parkNanos(this, LOOK_NS);
    }
  }

  /**
   * Asks for nudges, if there is anybody who gives them, who also looks whether the memory was cut
   * short. Sleepers with much time then need no timer, which costs more than the sleep itself where
   * setting one leaves a virtual machine.
   */
  private boolean asksForNudges() {
    attention.ask();
    return attention != Attention.NONE;
  }

  private synchronized boolean isAsleepByFutex() {
    return sleepers > parkers;
  }

  private synchronized int enter(boolean byFutex) {
    sleepers++;
    if (!byFutex) {
      parkers++;
      parked.add(Thread.currentThread());
    }
    return announce();
  }

  private int announce() {
    int rung = rung();
    int ways =
        (parkers > 0 ? DoorbellLayout.BY_SOCKET : 0)
            | (sleepers > parkers ? DoorbellLayout.BY_FUTEX : 0);
    store(DoorbellLayout.wanted(DoorbellLayout.ticketAfter(rung), ways));
    return rung;
  }

  private synchronized void leave(boolean byFutex) {
    if (!byFutex) {
      parkers--;
      boolean ignored = parked.remove(Thread.currentThread());
    }
    withdraw();
  }

  private void withdraw() {
    if (--sleepers == 0) {
      store(0);
    }
  }

  private void store(int wanted) {
    try {
      DoorbellLayout.wantedOpaque(segment, base, wanted);
    } catch (IllegalStateException e) {
      refuseUnlessUnmapped(e);
    }
  }

  private int rung() {
    try {
      return DoorbellLayout.rungAcquire(segment, base);
    } catch (IllegalStateException e) {
      refuseUnlessUnmapped(e);
      return 0;
    }
  }

  private void refuseUnlessUnmapped(IllegalStateException e) {
    if (segment.scope().isAlive()) {
      throw e;
    }
  }

  private boolean publishersSeeMe() {
    if (barrier == Barrier.MEMBARRIER) {
      return calls.fenceAllProcesses();
    }
    // StoreLoad: "wanted" must be visible before the fact is looked at a last time.
    VarHandle.fullFence();
    return true;
  }
}
