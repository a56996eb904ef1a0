package io.ranvier.lane;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who may use a sender: the first thread that did, if it is exclusive, else everybody, and nobody
 * once it is closed. Any thread.
 */
final class SenderOwner {
  /** Stands where the owner stood once a sender is closed; never runs. */
  private static final Thread NOBODY = Thread.ofPlatform().unstarted(() -> {});

  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(SenderOwner.class, "owner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final boolean exclusive;

  @SuppressWarnings("unused") // through OWNER
  private volatile Thread owner;

  SenderOwner(boolean exclusive) {
    this.exclusive = exclusive;
  }

  /**
   * Refuses the current thread if it may not use the sender.
   *
   * @throws RanvierException WRONG_STATE when the sender is closed; WRONG_THREAD
   */
  void check() {
    Thread bound = (Thread) OWNER.getOpaque(this);
    if (exclusive ? bound != Thread.currentThread() : bound == NOBODY) {
      bindOrRefuse();
    }
  }

  /** Closes the sender; returns whether it was exclusive and no thread can be using it. */
  boolean release() {
    Thread last = (Thread) OWNER.getAndSet(this, NOBODY);
    boolean unused = last == null || last == Thread.currentThread() || !last.isAlive();
    return exclusive && last != NOBODY && unused;
  }

  private void bindOrRefuse() {
    Thread current = Thread.currentThread();
    Thread bound = (Thread) OWNER.compareAndExchange(this, (Thread) null, current);
    if (bound == NOBODY) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot send: sender=closed; open another one");
    }
    if (bound != null) {
      throw new RanvierException(
          ErrorCode.WRONG_THREAD,
          "cannot send: thread=%s, owner=%s; an exclusive sender belongs to the first thread that "
                  .formatted(current.getName(), bound.getName())
              + "uses it, open another one or a shared sender");
    }
  }
}
