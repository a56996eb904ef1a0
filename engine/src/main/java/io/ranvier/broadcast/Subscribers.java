package io.ranvier.broadcast;

import java.util.Arrays;

/** The receivers of a broadcast. Threads: any. */
final class Subscribers {
  private volatile Subscriber[] all = {};
  private boolean closed;

  /** Returns those of now; the array does not change. */
  Subscriber[] all() {
    return all;
  }

  /** Adds a receiver; false when it is too late. */
  synchronized boolean add(Subscriber added) {
    if (closed) {
      return false;
    }
    Subscriber[] grown = Arrays.copyOf(all, all.length + 1);
    grown[all.length] = added;
    all = grown;
    return true;
  }

  synchronized void remove(Subscriber removed) {
    all = Arrays.stream(all).filter(one -> one != removed).toArray(Subscriber[]::new);
  }

  /** Takes no more; returns those of now, each of which is told the end by the caller. */
  synchronized Subscriber[] close() {
    closed = true;
    return all;
  }
}
