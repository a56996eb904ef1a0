package io.ranvier.signal;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import org.agrona.concurrent.IdleStrategy;

/**
 * Waits for a fact as a {@link Waiting} says: spin, yield, sleep.
 *
 * <p>Threads: one at a time.
 */
public final class Waiter {
  /**
   * Looks in a row. In between come a pause and a reading of the clock; each of the two takes as
   * long as several looks, and about as long as a message is on its way.
   */
  private static final int LOOKS = 64;

  /** Looks for the next message that take longer than a peer's answer that comes at once. */
  private static final int LOOKS_AFTER_A_MESSAGE = 128;

  private static final int YIELDS = 8;

  /** Stands where a time would, if the fact is there. */
  private static final long READY = -1;

  private final Waiting waiting;
  private final IdleStrategy idleStrategy;

  public Waiter(Waiting waiting) {
    this.waiting = waiting;
    this.idleStrategy = waiting.mode() == Waiting.Mode.IDLE ? waiting.idleStrategies().get() : null;
  }

  /**
   * Waits until the fact is there.
   *
   * @param timeoutNs the longest wait in nanoseconds; {@code Long.MAX_VALUE} is for ever
   * @return false when the time ran out first
   * @throws RanvierException INTERRUPTED when the thread was interrupted; its status stays set
   */
  public boolean await(Ready ready, SleepingPlace place, long timeoutNs) {
    boolean spins = spins();
    long spunNs = spins ? spin(ready, timeoutNs) : ready.isReady() ? READY : 0;
    if (spunNs == READY) {
      return true;
    }
    refuseInterrupt(timeoutNs);
    long startNs = System.nanoTime() - spunNs;
    return switch (waiting.mode()) {
      case SPIN -> false;
      case PARK -> park(ready, place, startNs, timeoutNs);
      case IDLE -> idle(ready, startNs, timeoutNs);
      case ADAPTIVE -> spins && yielded(ready) || park(ready, place, startNs, timeoutNs);
    };
  }

  /**
   * Returns how often the calling thread, if it waits for one peer, should look for the next
   * message right where it handled the last: what comes around a look costs more than that.
   */
  public int looks() {
    return spins() ? LOOKS_AFTER_A_MESSAGE : 0;
  }

  private boolean spins() {
    return switch (waiting.mode()) {
      case SPIN -> true;
      // A virtual thread that spins keeps a carrier from the others, which may be what it waits
      // for.
      case ADAPTIVE -> waiting.spinNs() > 0 && !Thread.currentThread().isVirtual();
      case PARK, IDLE -> false;
    };
  }

  /** Returns how long it took in vain, or READY. */
  private long spin(Ready ready, long timeoutNs) {
    boolean always = waiting.mode() == Waiting.Mode.SPIN;
    long spinNs = always ? timeoutNs : Math.min(waiting.spinNs(), timeoutNs);
    long startNs = 0;
    for (long rounds = 0; !isSoonReady(ready); rounds++) {
      refuseInterrupt(timeoutNs);
      long nowNs = System.nanoTime();
      startNs = rounds == 0 ? nowNs : startNs;
      if (nowNs - startNs >= spinNs) {
        return nowNs - startNs;
      }
      Thread.onSpinWait();
    }
    return READY;
  }

  private static boolean isSoonReady(Ready ready) {
    for (int look = 0; look < LOOKS; look++) {
      if (ready.isReady()) {
        return true;
      }
    }
    return false;
  }

  private static boolean yielded(Ready ready) {
    for (int i = 0; i < YIELDS; i++) {
      Thread.yield();
      if (ready.isReady()) {
        return true;
      }
    }
    return false;
  }

  private static boolean park(Ready ready, SleepingPlace place, long startNs, long timeoutNs) {
    while (!ready.isReady()) {
      long waitedNs = System.nanoTime() - startNs;
      if (waitedNs >= timeoutNs) {
        return false;
      }
      refuseInterrupt(timeoutNs);
      place.sleep(ready, timeoutNs - waitedNs);
    }
    return true;
  }

  private boolean idle(Ready ready, long startNs, long timeoutNs) {
    idleStrategy.reset();
    while (!ready.isReady()) {
      if (System.nanoTime() - startNs >= timeoutNs) {
        return false;
      }
      refuseInterrupt(timeoutNs);
      idleStrategy.idle();
    }
    return true;
  }

  private static void refuseInterrupt(long timeoutNs) {
    if (Thread.currentThread().isInterrupted()) {
      throw new RanvierException(
          ErrorCode.INTERRUPTED,
          "wait ended: timeoutNs=%d; the thread was interrupted, its interrupt status is set"
              .formatted(timeoutNs));
    }
  }
}
