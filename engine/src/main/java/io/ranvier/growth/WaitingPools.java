package io.ranvier.growth;

import io.ranvier.payload.PayloadPool;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The pools whose senders wait for a change among extents. Any thread. */
final class WaitingPools {
  private final Set<PayloadPool> pools = new HashSet<>();

  synchronized void add(PayloadPool pool) {
    pools.add(pool);
  }

  /** Wakes all who wait; they look again, and may wait again. */
  void wakeAll() {
    List<PayloadPool> woken;
    synchronized (this) {
      woken = List.copyOf(pools);
      pools.clear();
    }
    woken.forEach(PayloadPool::wake);
  }
}
