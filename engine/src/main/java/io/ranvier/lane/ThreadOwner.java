package io.ranvier.lane;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who may use a handle: the first thread that did, if it is exclusive, else everybody, and nobody
 * once it is closed. Any thread.
 */
public final class ThreadOwner {
  /** Stands where the owner stood once a handle is closed; never runs. */
  private static final Thread NOBODY = Thread.ofPlatform().unstarted(() -> {});

  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(ThreadOwner.class, "owner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String what;
  private final boolean exclusive;

  @SuppressWarnings("unused") // through OWNER
  private volatile Thread owner;

  /**
   * @param what the handle is, for messages
   */
  public ThreadOwner(String what, boolean exclusive) {
    this.what = what;
    this.exclusive = exclusive;
  }

  /**
   * Refuses the current thread if it may not use the handle.
   *
   * @throws RanvierException WRONG_STATE when the handle is closed; WRONG_THREAD
   */
  public void check() {
    Thread bound = (Thread) OWNER.getOpaque(this);
    if (exclusive ? bound != Thread.currentThread() : bound == NOBODY) {
      bindOrRefuse();
    }
  }

  /** Returns whether the handle belongs to the current thread alone. */
  public boolean isCurrent() {
    return (Thread) OWNER.getOpaque(this) == Thread.currentThread();
  }

  /** Closes the handle; returns whether it was exclusive and no thread can be using it. */
  public boolean release() {
    Thread last = (Thread) OWNER.getAndSet(this, NOBODY);
    boolean unused = last == null || last == Thread.currentThread() || !last.isAlive();
    return exclusive && last != NOBODY && unused;
  }

  /**
   * Lets another thread use the handle. The current one must be its owner, and must tell the next
   * by something that orders memory.
   *
   * @throws RanvierException as {@link #check}
   */
  public void letGo() {
    check();
    OWNER.setRelease(this, (Thread) null);
  }

  /** Closes the handle, unless a thread that lives uses it or it is closed; returns whether. */
  public boolean releaseIfUnused() {
    Thread last = (Thread) OWNER.getVolatile(this);
    while (last == null || last == Thread.currentThread() || last != NOBODY && !last.isAlive()) {
      Thread found = (Thread) OWNER.compareAndExchange(this, last, NOBODY);
      if (found == last) {
        return true;
      }
      last = found;
    }
    return false;
  }

  private void bindOrRefuse() {
    Thread current = Thread.currentThread();
    Thread bound = (Thread) OWNER.compareAndExchange(this, (Thread) null, current);
    if (bound == NOBODY) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot use %s: %s=closed; open another one".formatted(what, what));
    }
    if (bound != null) {
      throw new RanvierException(
          ErrorCode.WRONG_THREAD,
          "cannot use %s: thread=%s, owner=%s; it belongs to the first thread that used it"
              .formatted(what, current.getName(), bound.getName()));
    }
  }
}
