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
 * <p>Each free wakes one thread. A sleeper tries under the lock before it waits, and again when it
 * wakes, for whatever reason, before it gives up: so no wake-up is lost, and none is wasted. One
 * who leaves without what he came for, because he lacks something else besides, wakes the next.
 *
 * <p>Threads: any, virtual ones included.
 */
public final class SlotQueue implements SleepingPlace {
  private final AtomicInteger sleepers = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();

  /** Makes a queue in which nobody sleeps. */
  public SlotQueue() {}

  @Override
  public void sleep(Ready ready, long timeoutNs) {
    sleepers.incrementAndGet();
    lock.lock();
    try {
      if (!ready.isReady()) {
        boolean ignored = freed.await(timeoutNs, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      // Who waits looks at the status, after it has tried once more.
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
      sleepers.decrementAndGet();
    }
  }

  /** Wakes one thread: a slot was freed. */
  public void wakeOne() {
    if (sleepers.get() > 0) {
      lock.lock();
      freed.signal();
      lock.unlock();
    }
  }

  /** Wakes all threads. */
  public void wakeAll() {
    lock.lock();
    freed.signalAll();
    lock.unlock();
  }
}
