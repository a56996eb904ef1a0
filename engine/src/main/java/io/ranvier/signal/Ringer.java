package io.ranvier.signal;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import java.lang.foreign.MemorySegment;

/**
 * The publisher's end of a doorbell. Borrows its segment.
 *
 * <p>Threads: any. While nobody sleeps, a call costs the barrier and one load.
 */
public final class Ringer {
  private final MemorySegment segment;
  private final long base;
  private final boolean peerSleeps;
  private final boolean fence;
  private final SleepCalls calls;
  private final SocketBell socket;
  private final CounterBlock counters;

  Ringer(MemorySegment segment, long base, Signals signals) {
    this.segment = segment;
    this.base = base;
    this.peerSleeps = signals.peerSleeps();
    this.fence = signals.barrier() == Barrier.FENCE;
    this.calls = signals.calls();
    this.socket = signals.socket();
    this.counters = signals.counters();
  }

  /** Returns whether the other side ever sleeps. */
  public boolean peerSleeps() {
    return peerSleeps;
  }

  /** Wakes the other side if it sleeps. Call it after the fact was published. */
  public void ringIfWanted() {
    if (peerSleeps) {
      int wanted = wanted();
      if (wanted != 0) {
        ring(wanted);
      }
    }
  }

  /** Has the peer's housekeeper look around, whoever sleeps. A system call. */
  public void nudge() {
    socket.ring();
  }

  private int wanted() {
    if (fence) {
      Barrier.FENCE.afterPublish();
    } else {
      Barrier.MEMBARRIER.afterPublish();
    }
    return DoorbellLayout.wantedOpaque(segment, base);
  }

  /** Of all who see the same sleeper, the one whose CAS succeeds makes the system call. */
  private void ring(int wanted) {
    int rung = DoorbellLayout.rungAcquire(segment, base);
    int ticket = DoorbellLayout.ticket(wanted);
    if (DoorbellLayout.ticketAfter(rung) != ticket
        || !DoorbellLayout.casRung(segment, base, rung, ticket)) {
      return;
    }
    // Volatile, after the CAS: who asked for this ticket after the first look, perhaps in another
    // way, is seen here, or sees the CAS and does not sleep.
    int ways = DoorbellLayout.ways(wanted | DoorbellLayout.wantedVolatile(segment, base));
    boolean byFutex = (ways & DoorbellLayout.BY_FUTEX) != 0;
    boolean unheard = byFutex && !calls.wakeAll(DoorbellLayout.rungAddress(segment, base));
    // The sleeper may have a futex where this process has none: its housekeeper wakes it then.
    if (unheard || (ways & DoorbellLayout.BY_SOCKET) != 0) {
      socket.ring();
    }
    counters.add(Counter.WAKES, 1);
  }
}
