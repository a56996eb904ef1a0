package io.ranvier.control;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** One of the engine's threads, held up by a task until this is closed. */
final class HeldThread implements AutoCloseable {
  private final CountDownLatch released = new CountDownLatch(1);

  /** Returns when the thread stands. */
  HeldThread(Consumer<Runnable> executor) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    executor.accept(() -> {
      held.countDown();
      await(released);
    });
    held.await();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the thread go on. */
  void release() {
    released.countDown();
  }

  @Override
  public void close() {
    release();
  }
}
