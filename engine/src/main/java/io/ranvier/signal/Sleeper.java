package io.ranvier.signal;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
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
 */
public final class Sleeper implements SleepingPlace {
  /** A sleeping thread looks around this often: for interrupts, and as a belt to the braces. */
  private static final long LONGEST_SLEEP_NS = 100_000_000;

  /** The same, should the kernel refuse the barrier that it had promised. */
  private static final long LONGEST_BLIND_SLEEP_NS = 1_000_000;

  private final MemorySegment segment;
  private final long base;
  private final Barrier barrier;
  private final SleepCalls calls;
  private final CounterBlock counters;
  private final Counter counter;
  private final List<Thread> parked = new ArrayList<>();
  private Runnable standIn;
  private int sleepers;
  private int parkers;

  Sleeper(MemorySegment segment, long base, Signals signals, Counter counter) {
    this.segment = segment;
    this.base = base;
    this.barrier = signals.barrier();
    this.calls = signals.calls();
    this.counters = signals.counters();
    this.counter = counter;
  }

  @Override
  public void sleep(Ready ready, long timeoutNs) {
    boolean byFutex = calls.canSleep() && !Thread.currentThread().isVirtual();
    int rung = enter(byFutex);
    try {
      long longestNs = publishersSeeMe() ? LONGEST_SLEEP_NS : LONGEST_BLIND_SLEEP_NS;
      if (ready.isReady() || Thread.currentThread().isInterrupted()) {
        return;
      }
      counters.add(counter, 1);
      long sleepNs = Math.min(timeoutNs, longestNs);
      if (byFutex) {
        calls.sleep(DoorbellLayout.rungAddress(segment, base), rung, sleepNs);
      } else if (DoorbellLayout.rungAcquire(segment, base) == rung) {
        LockSupport.parkNanos(this, sleepNs);
      }
    } finally {
      leave(byFutex);
    }
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
    int ignored = announce();
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
   * Makes an announcement visible to all publishers before this thread looks at the fact.
   *
   * @return false when that failed and the announcement cannot be relied on
   */
  public boolean fence() {
    return publishersSeeMe();
  }

  /** Wakes the threads that are parked; the housekeeper calls it when a byte has come. */
  public synchronized void unparkAll() {
    parked.forEach(LockSupport::unpark);
    if (standIn != null) {
      standIn.run();
    }
  }

  /** Wakes every sleeper of this process for a fact that this process itself made true. */
  public synchronized void wakeAll() {
    if (sleepers == 0) {
      return;
    }
    int rung = DoorbellLayout.rungAcquire(segment, base);
    boolean ignored = DoorbellLayout.casRung(segment, base, rung, DoorbellLayout.ticketAfter(rung));
    calls.wakeAll(DoorbellLayout.rungAddress(segment, base));
    unparkAll();
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
    int rung = DoorbellLayout.rungAcquire(segment, base);
    int ways =
        (parkers > 0 ? DoorbellLayout.BY_SOCKET : 0)
            | (sleepers > parkers ? DoorbellLayout.BY_FUTEX : 0);
    int wanted = DoorbellLayout.wanted(DoorbellLayout.ticketAfter(rung), ways);
    DoorbellLayout.wantedOpaque(segment, base, wanted);
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
      DoorbellLayout.wantedOpaque(segment, base, 0);
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
