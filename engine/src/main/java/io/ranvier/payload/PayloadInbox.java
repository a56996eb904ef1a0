package io.ranvier.payload;

import io.ranvier.slot.BorrowedSlots;
import java.util.Arrays;

/**
 * The receiver's view of the sender's payload slots, by array number. Borrows the arrays' memory.
 *
 * <p>Threads: {@link #find} any; {@link #add} and {@link #remove} by the housekeeping threads, one
 * at a time.
 */
public final class PayloadInbox {
  /** Arrays that a connection can have in one direction: a number is 16 bits on the wire. */
  public static final int MAX_ARRAYS = 1 << 16;

  private volatile BorrowedSlots[] arrays;

  /**
   * @param arrays those of the region; their numbers are their places
   */
  public PayloadInbox(BorrowedSlots... arrays) {
    this.arrays = arrays.clone();
  }

  /**
   * Returns an array if that number is known and its slots hold so many bytes.
   *
   * @return null when there is no such array: the peer's frame is not valid
   */
  public BorrowedSlots find(int number, int lengthBytes) {
    BorrowedSlots[] known = arrays;
    BorrowedSlots found = number < known.length ? known[number] : null;
    return found != null && lengthBytes <= found.geometry().slotBytes() ? found : null;
  }

  /** Makes an array known. */
  public synchronized void add(int number, BorrowedSlots slots) {
    BorrowedSlots[] grown = Arrays.copyOf(arrays, Math.max(arrays.length, number + 1));
    grown[number] = slots;
    arrays = grown;
  }

  /** Forgets an array whose slots are all back with their owner. */
  public synchronized void remove(int number) {
    BorrowedSlots[] shrunk = arrays.clone();
    shrunk[number] = null;
    arrays = shrunk;
  }

  /** Counts the slots held now; exact only while nobody works here. */
  public int heldCount() {
    int count = 0;
    for (BorrowedSlots slots : arrays) {
      count += slots == null ? 0 : slots.heldCount();
    }
    return count;
  }
}
