package io.ranvier.payload;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.slot.SlotArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntSupplier;

/**
 * The sender's payload slots of all sizes. Borrows the arrays' memory.
 *
 * <p>Threads: any for leasing; {@link #add} and {@link #retire} are called by the housekeeping
 * threads, one at a time.
 */
public final class PayloadPool {
  /** A slot was leased. */
  public static final int LEASED = 0;

  /** Slots of sufficient size exist, and all are in use. */
  public static final int EXHAUSTED = -1;

  /** No array has slots of sufficient size. */
  public static final int NONE_FITS = -2;

  /** The file system has no room to back a free slot. */
  public static final int NO_SPACE = -3;

  private final CounterBlock counters;
  private final Runnable onFreed;
  private volatile IntSupplier harvestedAlso = () -> 0;
  private volatile PayloadArray[] arrays;

  /**
   * @param onFreed wakes who waits for slots: while one thread harvests, another finds a slot
   *     neither with the receiver nor free and may go to sleep
   * @param arrays those of the region, in any order
   */
  public PayloadPool(CounterBlock counters, Runnable onFreed, PayloadArray... arrays) {
    this.counters = counters;
    this.onFreed = onFreed;
    this.arrays = sorted(arrays);
  }

  /**
   * Leases the smallest free slot that holds so many bytes.
   *
   * @param hint where to begin to look, so that threads may spread
   * @return {@link #LEASED}, {@link #EXHAUSTED}, {@link #NONE_FITS} or {@link #NO_SPACE}
   */
  public int tryLease(long lengthBytes, int hint, PayloadSlot into) {
    int status = leaseFrom(arrays, lengthBytes, hint, into);
    if (status != LEASED && status != NONE_FITS && harvest() > 0) {
      status = leaseFrom(arrays, lengthBytes, hint, into);
    }
    return status;
  }

  /** Has each harvest also free slots of whose end the receiver does not tell. */
  public void harvestAlso(IntSupplier freeing) {
    harvestedAlso = freeing;
  }

  /** Frees the slots that are of no use to the receiver any more; returns how many. */
  public int harvest() {
    int freed = harvestedAlso.getAsInt();
    for (PayloadArray array : arrays) {
      long result = array.harvest();
      freed += (int) result;
      if (result >>> 32 != 0) {
        counters.add(Counter.REFUSED_RETURNS, result >>> 32);
      }
    }
    if (freed > 0) {
      onFreed.run();
    }
    return freed;
  }

  /** Frees all slots that the receiver has; it must never look at them again. */
  public void reclaim() {
    for (PayloadArray array : arrays) {
      array.reclaim();
    }
  }

  /** Adds an array; threads that lease see it at once. */
  public synchronized void add(PayloadArray array) {
    PayloadArray[] grown = Arrays.copyOf(arrays, arrays.length + 1);
    grown[arrays.length] = array;
    arrays = sorted(grown);
  }

  /** Wakes who waits for slots: an array was added, or will not be. */
  public void wake() {
    onFreed.run();
  }

  /** Returns how many bytes all arrays take. */
  public long totalBytes() {
    long bytes = 0;
    for (PayloadArray array : arrays) {
      bytes += array.slots().geometry().totalBytes();
    }
    return bytes;
  }

  /**
   * Removes an array if all its slots are free, by taking every one of them: from then on no thread
   * can get a slot of it, not even one that still looks at an old list of arrays.
   *
   * @return false when the array is in use or unknown; it stays
   */
  public synchronized boolean retire(int number) {
    for (PayloadArray array : arrays) {
      if (array.number() == number && array.tryRetire()) {
        arrays = Arrays.stream(arrays).filter(a -> a != array).toArray(PayloadArray[]::new);
        return true;
      }
    }
    // Who found no slot while all were taken away for a moment looks again.
    onFreed.run();
    return false;
  }

  /** Counts slots that are leased or with the receiver; exact only while nobody works here. */
  public int takenCount() {
    int count = 0;
    for (PayloadArray array : arrays) {
      count += array.slots().takenCount();
    }
    return count;
  }

  /** Returns how many of an array's slots are in use, or -1 if there is no such array. */
  public int takenCount(int number) {
    for (PayloadArray array : arrays) {
      if (array.number() == number) {
        return array.slots().takenCount();
      }
    }
    return -1;
  }

  private static int leaseFrom(
      PayloadArray[] arrays, long lengthBytes, int hint, PayloadSlot into) {
    int status = NONE_FITS;
    for (PayloadArray array : arrays) {
      if (array.slotBytes() < lengthBytes) {
        continue;
      }
      long reference = array.tryLease(hint);
      if (reference >= 0) {
        into.set(array, reference);
        return LEASED;
      }
      if (status != NO_SPACE) {
        status = reference == SlotArray.NO_SPACE ? NO_SPACE : EXHAUSTED;
      }
    }
    return status;
  }

  private static PayloadArray[] sorted(PayloadArray[] arrays) {
    PayloadArray[] copy = arrays.clone();
    Arrays.sort(copy, Comparator.comparingLong(PayloadArray::slotBytes));
    return copy;
  }
}
