package io.ranvier;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.concurrent.atomic.AtomicReference;

/** Which thread polls a connection: the first that does, until it lets go or ends. Any thread. */
final class Poller {
  private final AtomicReference<Thread> thread = new AtomicReference<>();

  /**
   * Refuses the current thread if another one polls.
   *
   * @throws RanvierException WRONG_THREAD
   */
  void check() {
    if (Thread.currentThread() != thread.getPlain()) {
      bindOrRefuse();
    }
  }

  /** Lets another thread poll from now on; does nothing on a thread that does not poll. */
  void release() {
    boolean released = thread.compareAndSet(Thread.currentThread(), null);
  }

  private void bindOrRefuse() {
    Thread current = Thread.currentThread();
    Thread last = thread.get();
    boolean free = last == null || !last.isAlive();
    if (!free || !thread.compareAndSet(last, current)) {
      throw new RanvierException(
          ErrorCode.WRONG_THREAD,
          "cannot poll: thread=%s, poller=%s; one thread polls a connection, call releasePoller on "
                  .formatted(current.getName(), free ? "another" : last.getName())
              + "it first");
    }
  }
}
