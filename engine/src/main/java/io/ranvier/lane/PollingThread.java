package io.ranvier.lane;

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
