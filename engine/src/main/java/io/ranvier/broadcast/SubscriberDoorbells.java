package io.ranvier.broadcast;

import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
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

  @Override
  public void sleep(Ready ready, long timeoutNs) {
    Thread thread = Thread.currentThread();
    Subscriber[] present = subscribers.all();
    boolean heard = true;
    for (Subscriber one : present) {
      one.position().sleeper().arm(() -> LockSupport.unpark(thread));
      heard &= one.position().sleeper().fence();
    }
    try {
      if (heard && !ready.isReady() && !thread.isInterrupted()) {
        LockSupport.parkNanos(this, Math.min(timeoutNs, LONGEST_NS));
      }
    } finally {
      for (Subscriber one : present) {
        one.position().sleeper().disarm();
      }
    }
  }
}
