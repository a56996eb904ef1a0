package io.ranvier.call;

import io.ranvier.lane.LostMemory;
import io.ranvier.memory.Faults;
import io.ranvier.routing.MuxedSlots;
import io.ranvier.signal.Attention;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Sleeper;
import io.ranvier.slot.SlotReference;
import io.ranvier.slot.SlotTable;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells those who do not wait at the doorbell themselves that their calls were answered: virtual
 * threads, of which thousands may wait, and futures.
 *
 * <pre>
 * waiter                                   answerer, in the other process
 * 1 note itself under its call's slot      1 store the reply's token
 * 2 the first one arms the doorbell        2 mark the slot in the bitmap of answered calls
 * 3 reply there? do not sleep              3 ring, if the doorbell is armed
 * 4 park
 *                 housekeeper, when the doorbell rang
 *                 1 arm the doorbell again, if anybody waits
 *                 2 take the marks, wake who is noted under each slot
 * </pre>
 *
 * <p>A ring costs in proportion to what was answered, not to how many wait. Marks are hints: a
 * rescan a few times a second finds what one should ever miss, and a waiter that is woken in vain
 * looks and parks again.
 *
 * <p>Threads: any.
 */
final class ReplyDispatch {
  private static final int ATTEMPTS = 8;

  private final MuxedSlots slots;
  private final Sleeper doorbell;
  private final SlotTable<Noted> noted;
  private final LostMemory lost;
  private final Attention attention;
  private int waiting;

  /** Who is to be told about the call with that reference. */
  static final class Noted {
    private final long reference;
    private final Runnable waker;

    // Whom the slot had before and who has not left: null in the usual case. A slot has one lease
    // at
    // a time, but the bitmap that says so lies where the peer can write.
    private volatile Noted before;

    Noted(long reference, Runnable waker) {
      this.reference = reference;
      this.waker = waker;
    }
  }

  /**
   * @param lost explains why an access failed; asked with no lock held
   * @param attention asks for rescans
   */
  ReplyDispatch(MuxedSlots slots, int slotCount, LostMemory lost, Attention attention) {
    this.slots = slots;
    this.lost = lost;
    this.attention = attention;
    this.doorbell = slots.replies();
    this.noted = new SlotTable<>(slotCount);
  }

  /** Makes room for those who wait for calls in that many further slots. */
  void grow(int slotCount) {
    noted.add(slotCount);
  }

  /** Parks the current thread until its call may be answered, the router ends, or time is up. */
  void sleep(long reference, Ready ready, long sleepNs) {
    Thread thread = Thread.currentThread();
    Noted own = new Noted(reference, () -> LockSupport.unpark(thread));
    note(own);
    try {
      if (!Faults.checked(ready.isReady()) && !thread.isInterrupted()) {
        LockSupport.parkNanos(this, sleepNs);
      }
    } finally {
      forget(own);
    }
  }

  /** Has somebody told, once or more, when a call may be answered or the router has ended. */
  void note(Noted own) {
    try {
      add(own);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  private void add(Noted one) {
    // The doorbell's own monitor: it is held while the doorbell runs its listener.
    synchronized (doorbell) {
      int index = SlotReference.index(one.reference);
      one.before = noted.get(index);
      Noted ignored = noted.getAndSet(index, one);
      if (waiting++ == 0) {
        attention.ask();
        arm();
      }
    }
  }

  /** Undoes {@link #note}; a waker that runs already may still run. */
  void forget(Noted own) {
    try {
      remove(own);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  private void remove(Noted own) {
    synchronized (doorbell) {
      int index = SlotReference.index(own.reference);
      Noted last = noted.get(index);
      // The slot may have a new lease already, and another who waits.
      if (last == own) {
        Noted ignored = noted.getAndSet(index, own.before);
      } else {
        unlink(last, own);
      }
      if (--waiting == 0) {
        doorbell.disarm();
      }
    }
  }

  private static void unlink(Noted last, Noted gone) {
    for (Noted one = last; one != null; one = one.before) {
      if (one.before == gone) {
        one.before = gone.before;
      }
    }
  }

  /** Wakes everybody. */
  void wakeAll() {
    for (int index = 0; index < noted.length(); index++) {
      for (Noted one = noted.get(index); one != null; one = one.before) {
        one.waker.run();
      }
    }
  }

  /** Wakes who was answered, should a mark or a ring have been lost; returns whether any wait. */
  boolean rescan() {
    synchronized (doorbell) {
      if (waiting == 0) {
        return false;
      }
    }
    try {
      for (int index = 0; index < noted.length(); index++) {
        wakeIfAnswered(index);
      }
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
    return true;
  }

  /** The doorbell rang: on the housekeeper; whoever made it ring handles what is thrown. */
  private void onRing() {
    synchronized (doorbell) {
      if (waiting > 0) {
        arm();
      } else {
        doorbell.disarm();
      }
    }
    takeMarks();
  }

  /**
   * Announces that somebody waits. Who is answered from now on is told by a ring; who was answered
   * before the announcement could be seen is found by the marks, or finds the reply himself. Should
   * the announcement fail so often, the rescan is left.
   */
  private void arm() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      doorbell.arm(this::onRing);
      if (doorbell.fence()) {
        return;
      }
    }
  }

  private void takeMarks() {
    for (int word = 0; word < slots.answeredWords(); word++) {
      for (long left = slots.takeAnswered(word); left != 0; left &= left - 1) {
        int index = (word << 6) + Long.numberOfTrailingZeros(left);
        // The peer writes the marks, too: no slot beyond the last counts.
        if (index < noted.length()) {
          wakeIfAnswered(index);
        }
      }
    }
  }

  private void wakeIfAnswered(int index) {
    for (Noted one = noted.get(index); one != null; one = one.before) {
      if (slots.isAnswered(one.reference)) {
        one.waker.run();
      }
    }
  }
}
