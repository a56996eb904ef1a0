package io.ranvier.payload;

import io.ranvier.slot.SlotArray;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A numbered slot array of the sender's. Borrows its memory.
 *
 * <p>The array's own bitmaps lie where the receiver can write. So this process counts by itself how
 * many slots it is about to lease, or has leased and not sent: memory that one of its threads may
 * be writing to is never unmapped, whatever the bitmaps say.
 *
 * <p>Threads: any.
 */
public final class PayloadArray {
  private final int number;
  private final MemorySegment segment;
  private final SlotArray slots;
  private final AtomicInteger held = new AtomicInteger();
  private volatile boolean retired;

  /**
   * @param number what frames call it
   * @param segment the memory that holds it
   */
  public PayloadArray(int number, MemorySegment segment, SlotArray slots) {
    this.number = number;
    this.segment = segment;
    this.slots = slots;
  }

  int number() {
    return number;
  }

  MemorySegment segment() {
    return segment;
  }

  /** Returns the slots; to lease one, {@link #tryLease}. */
  public SlotArray slots() {
    return slots;
  }

  long slotBytes() {
    return slots.geometry().slotBytes();
  }

  /** Leases a slot as {@link SlotArray#tryLease}; {@link #letGo} follows if one was leased. */
  long tryLease(int hint) {
    // Before the lease: who retires the array takes all slots first and looks here then.
    held.incrementAndGet();
    long reference = SlotArray.NONE_FREE;
    try {
      reference = slots.tryLease(hint);
    } catch (IllegalStateException e) {
      refuseUnlessRetired(e);
    } finally {
      if (reference < 0) {
        letGo();
      }
    }
    return reference;
  }

  /** Frees the slots that the receiver gave back; as {@link SlotArray#harvest}. */
  long harvest() {
    try {
      return slots.harvest();
    } catch (IllegalStateException e) {
      refuseUnlessRetired(e);
      return 0;
    }
  }

  /** Frees all slots that the receiver has; as {@link SlotArray#reclaim}. */
  void reclaim() {
    try {
      slots.reclaim();
    } catch (IllegalStateException e) {
      refuseUnlessRetired(e);
    }
  }

  /** A slot that this process had leased was freed, or is the receiver's now. */
  void letGo() {
    held.decrementAndGet();
  }

  /** Takes all slots out of use, for good, if none is in use. */
  boolean tryRetire() {
    if (held.get() != 0 || !slots.tryRetire()) {
      return false;
    }
    if (held.get() == 0) {
      retired = true;
      return true;
    }
    slots.undoRetire();
    return false;
  }

  /**
   * A thread that was slow may still look for a slot here when the memory is gone: there is none.
   */
  private void refuseUnlessRetired(IllegalStateException unmapped) {
    if (!retired) {
      throw unmapped;
    }
  }
}
