package io.ranvier.service;

import io.ranvier.signal.Attention;
import io.ranvier.slot.SlotReference;
import io.ranvier.slot.SlotTable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * The rights to answer that are not with the polling thread any more, by the slots of their calls.
 *
 * <p>Threads: any; rights are added by the polling thread.
 */
final class SharedRights {
  private final SlotTable<Right> rights;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicReference<Runnable> onNone = new AtomicReference<>();
  private final Consumer<Throwable> onFailure;
  private final Attention attention;

  /**
   * @param onFailure is told what listeners throw
   * @param attention asks for looks after calls
   */
  SharedRights(int slotCount, Consumer<Throwable> onFailure, Attention attention) {
    this.rights = new SlotTable<>(slotCount);
    this.onFailure = onFailure;
    this.attention = attention;
  }

  /** Makes room for the calls of that many further slots. */
  void grow(int slotCount) {
    rights.add(slotCount);
  }

  /**
   * Adds a right; returns the one that its slot had before, or null. The caller of that has gone,
   * whether a cancel was sent or not.
   */
  Right add(Right right) {
    begin();
    return rights.getAndSet(SlotReference.index(right.reference()), right);
  }

  void remove(Right right) {
    // The slot may be in use by a later call already.
    boolean ignored = rights.compareAndSet(SlotReference.index(right.reference()), right, null);
    end();
  }

  /** Counts an answer that is on its way without a right. */
  void begin() {
    count.incrementAndGet();
    attention.ask();
  }

  /** It has arrived. */
  void end() {
    count.decrementAndGet();
    tellIfNone();
  }

  int count() {
    return count.get();
  }

  /** Has a listener run, once, when there is no right: at once if there is none now. */
  void whenNone(Runnable listener) {
    onNone.set(listener);
    tellIfNone();
  }

  /** Tells whoever answers a call that its caller is gone. */
  void cancel(long reference) {
    Right right = rights.get(SlotReference.index(reference));
    if (right != null && right.reference() == reference) {
      cancel(right);
    }
  }

  void cancelAll() {
    cancelIf(_ -> true);
  }

  /** Tells whoever answers calls that are over. */
  void cancelIf(LongPredicate isOver) {
    if (count.get() == 0) {
      return;
    }
    for (int index = 0; index < rights.length(); index++) {
      Right right = rights.get(index);
      if (right != null && isOver.test(right.reference())) {
        cancel(right);
      }
    }
  }

  /** Ends calls that their executors will not begin with. */
  void lookAfter() {
    if (count.get() == 0) {
      return;
    }
    for (int index = 0; index < rights.length(); index++) {
      Right right = rights.get(index);
      if (right != null) {
        right.lookAfter();
      }
    }
  }

  /** Tells whoever answers a call that its caller is gone. */
  void cancel(Right right) {
    try {
      right.cancelled();
    } catch (Throwable failure) {
      onFailure.accept(failure);
    }
  }

  private void tellIfNone() {
    if (count.get() == 0) {
      Runnable listener = onNone.getAndSet(null);
      if (listener != null) {
        listener.run();
      }
    }
  }
}
