package io.ranvier;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/** Which thread polls a connection: the first that does, until it lets go or ends. Any thread. */
final class Poller {
  private Thread thread;

  /**
   * Refuses the current thread if another one polls.
   *
   * @throws RanvierException WRONG_THREAD
   */
  void check() {
    if (Thread.currentThread() != thread) {
      bindOrRefuse();
    }
  }

  /** Lets another thread poll from now on; does nothing on a thread that does not poll. */
  void release() {
    if (thread == Thread.currentThread()) {
      thread = null;
    }
  }

  private void bindOrRefuse() {
    Thread bound = thread;
    if (bound != null && bound.isAlive()) {
      throw new RanvierException(
          ErrorCode.WRONG_THREAD,
          "cannot poll: thread=%s, poller=%s; one thread polls a connection, call releasePoller on "
                  .formatted(Thread.currentThread().getName(), bound.getName())
              + "it first");
    }
    thread = Thread.currentThread();
  }
}
