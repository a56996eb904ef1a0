package io.ranvier.payload;

import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;

/**
 * A leased payload slot, as a holder that is used again and again. One thread at a time.
 *
 * <p>Ownership: the lease belongs to whoever holds this object until it is handed over or freed.
 */
public final class PayloadSlot {
  private PayloadArray array;
  private long reference;
  private boolean held;

  /** Makes a holder of nothing. */
  public PayloadSlot() {}

  void set(PayloadArray newArray, long newReference) {
    array = newArray;
    reference = newReference;
    held = true;
  }

  /** Returns the number of the array that the slot belongs to. */
  public int arrayNumber() {
    return array.number();
  }

  /** Returns the slot's index and generation. */
  public long reference() {
    return reference;
  }

  /** Returns the size of the slot in bytes. */
  public long slotBytes() {
    return array.slotBytes();
  }

  /** Returns the memory that holds the slot. */
  public MemorySegment segment() {
    return array.segment();
  }

  /** Returns where in {@link #segment} the slot begins. */
  public long offset() {
    return array.slots().slotOffset(SlotReference.index(reference));
  }

  /** Marks the slot as the receiver's; call it before its reference is published. */
  public void handOver() {
    array.slots().handOver(reference);
  }

  /** Undoes {@link #handOver} when the reference was not published after all. */
  public void takeBack() {
    array.slots().takeBack(reference);
  }

  /** The reference was published: the slot is the receiver's, and not this holder's any more. */
  public void sent() {
    letGo();
  }

  /**
   * Frees the slot without sending it.
   *
   * @return false when it was freed already, or sent
   */
  public boolean free() {
    if (!held) {
      return false;
    }
    try {
      // Whether the array agrees is another matter: its words lie where the receiver can write.
      boolean ignored = array.slots().free(reference);
    } finally {
      letGo();
    }
    return true;
  }

  private void letGo() {
    held = false;
    array.letGo();
  }
}
