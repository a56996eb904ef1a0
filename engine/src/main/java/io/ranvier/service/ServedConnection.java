package io.ranvier.service;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A virtual connection as its calls find it: who serves them, and how many may be at work.
 *
 * <p>Threads: any.
 */
public final class ServedConnection {
  private final Services services;
  private final int maxAtWork;
  private final AtomicInteger atWork = new AtomicInteger();

  /**
   * @param maxAtWork calls that may be deferred or on an executor at the same time
   */
  public ServedConnection(Services services, int maxAtWork) {
    this.services = services;
    this.maxAtWork = maxAtWork;
  }

  /** What a connection itself serves: without a limit. */
  ServedConnection(Services services) {
    this(services, Integer.MAX_VALUE);
  }

  Services services() {
    return services;
  }

  int maxAtWork() {
    return maxAtWork;
  }

  boolean isFull() {
    return atWork.get() >= maxAtWork;
  }

  void began() {
    atWork.incrementAndGet();
  }

  void ended() {
    atWork.decrementAndGet();
  }
}
