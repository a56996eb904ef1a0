package io.ranvier.routing;

import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where threads sleep until a call slot may be free, or a call more may be in flight: those who
 * wait and those who free are of one process, so no doorbell is needed.
 *
 * <p>Each free wakes one thread. A sleeper tries before it waits, and does not wait if somebody was
 * woken since; it tries again when it wakes, for whatever reason, before it gives up: so no wake-up
 * is lost. One who leaves without what he came for, because he lacks something else besides, wakes
 * the next.
 *
 * <p>No lock is held while a sleeper tries: what it finds may be that the memory is gone, and then
 * it ends the connection, which wakes all who wait here and elsewhere.
 *
 * <p>Threads: any, virtual ones included.
 */
public final class SlotQueue implements SleepingPlace {
  private final AtomicInteger sleepers = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();

  /** Counts wake-ups; written with the lock held. */
  private volatile long wakes;

  /** Makes a queue in which nobody sleeps. */
  public SlotQueue() {}

  @Override
  public void sleep(Ready ready, long timeoutNs) {
    sleepers.incrementAndGet();
    try {
      long seen = wakes;
      if (!ready.isReady()) {
        awaitSince(seen, timeoutNs);
      }
    } finally {
      sleepers.decrementAndGet();
    }
  }

  private void awaitSince(long seen, long timeoutNs) {
    lock.lock();
    try {
      if (wakes == seen) {
        boolean ignored = freed.await(timeoutNs, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      // Who waits looks at the status, after it has tried once more.
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes one thread: a slot was freed. */
  public void wakeOne() {
    if (sleepers.get() > 0) {
      lock.lock();
      wakes++;
      freed.signal();
      lock.unlock();
    }
  }

  /** Wakes all threads. */
  public void wakeAll() {
    lock.lock();
    wakes++;
    freed.signalAll();
    lock.unlock();
  }
}
