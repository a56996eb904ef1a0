package io.ranvier.lane;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * Knows whether the current thread is inside a poll, so that a handler which would wait for
 * something that only this thread can bring is refused.
 *
 * <p>Threads: an object belongs to one thread.
 */
public final class PollingThread {
  /** Stands where no thread has polled yet. */
  static final PollingThread NONE = new PollingThread(null);

  private static final ThreadLocal<PollingThread> CURRENT =
      ThreadLocal.withInitial(() -> new PollingThread(Thread.currentThread()));

  private final Thread thread;
  private int depth;

  private PollingThread(Thread thread) {
    this.thread = thread;
  }

  /** Returns whether the current thread runs a handler of a lane that it polls. */
  public static boolean isCurrent() {
    return CURRENT.get().depth > 0;
  }

  /**
   * Refuses to wait in a handler on the polling thread, which would keep the connection waiting.
   *
   * @param what would be waited for
   * @param instead what else can be done
   * @throws RanvierException WRONG_STATE
   */
  public static void refuseWait(String what, String instead) {
    if (isCurrent()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot wait for %s: thread=%s, handler=running; it would keep all clients of this thread "
                  .formatted(what, Thread.currentThread().getName())
              + "waiting: "
              + instead);
    }
  }

  /** Begins a poll on the current thread; returns its own object, to be used the next time. */
  PollingThread enter() {
    PollingThread own = thread == Thread.currentThread() ? this : CURRENT.get();
    own.depth++;
    return own;
  }

  void leave() {
    depth--;
  }
}
