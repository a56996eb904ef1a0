package io.ranvier.broadcast;

import java.util.Arrays;

/** The receivers of a broadcast. Threads: any. */
final class Subscribers {
  private volatile Subscriber[] all = {};

  /** Returns those of now; the array does not change. */
  Subscriber[] all() {
    return all;
  }

  synchronized void add(Subscriber added) {
    Subscriber[] grown = Arrays.copyOf(all, all.length + 1);
    grown[all.length] = added;
    all = grown;
  }

  synchronized void remove(Subscriber removed) {
    all = Arrays.stream(all).filter(one -> one != removed).toArray(Subscriber[]::new);
  }
}
