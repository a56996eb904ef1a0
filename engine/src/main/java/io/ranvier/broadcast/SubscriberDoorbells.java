package io.ranvier.broadcast;

import io.ranvier.memory.Faults;
import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiter;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the sender of a broadcast sleeps until a receiver has moved on or is gone: at the doorbells
 * of all of them. The sender's thread.
 */
final class SubscriberDoorbells implements SleepingPlace {
  /**
   * The longest sleep: a receiver may be evicted by time, and who joins has no doorbell here yet.
   */
  private static final long LONGEST_NS = 10_000_000;

  private final Subscribers subscribers;

  SubscriberDoorbells(Subscribers subscribers) {
    this.subscribers = subscribers;
  }

  /**
   * Waits until the fact is there; false when the time ran out first. A receiver whose memory
   * somebody cuts short meanwhile loses its connection; the wait goes on without it.
   */
  boolean await(Waiter waiter, Ready ready, long timeoutNs) {
    long startNs = System.nanoTime();
    long leftNs = timeoutNs;
    while (true) {
      // Those of before: one that has left may be the one, compiled code tells it late.
      Subscriber[] present = subscribers.all();
      try {
        return Faults.checked(waiter.await(ready, this, leftNs));
      } catch (InternalError e) {
        if (!endIfCutShort(present)) {
          throw e;
        }
      }
      leftNs = timeoutNs - (System.nanoTime() - startNs);
    }
  }

  @Override
  public void sleep(Ready ready, long timeoutNs) {
    Thread thread = Thread.currentThread();
    Subscriber[] present = subscribers.all();
    boolean heard = true;
    try {
      for (Subscriber one : present) {
        one.position().sleeper().arm(() -> LockSupport.unpark(thread));
        heard &= one.position().sleeper().fence();
      }
      if (heard && !ready.isReady() && !thread.isInterrupted()) {
        LockSupport.parkNanos(this, Math.min(timeoutNs, LONGEST_NS));
      }
    } finally {
      disarm(present);
    }
  }

  /** Withdraws what was announced, to all. */
  private static void disarm(Subscriber[] present) {
    for (Subscriber one : present) {
      try {
        one.position().sleeper().disarm();
        Faults.check();
      } catch (InternalError e) {
        if (!endIfCutShort(present)) {
          throw e;
        }
      }
    }
  }

  private static boolean endIfCutShort(Subscriber[] present) {
    boolean any = false;
    for (Subscriber one : present) {
      any |= one.position().endIfCutShort();
    }
    return any;
  }
}
