package io.ranvier.memory;

import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A daemon thread of the engine that nobody can interrupt.
 *
 * <p>An interrupt that meets any {@code FileChannel} operation closes the channel, and closing a
 * channel drops every POSIX lock the process has on that file. So channels are opened, locked,
 * mapped and closed on these threads only; see {@link #call}.
 */
public final class EngineThread extends Thread {
  /** So long a thread waits for more file work: to start one costs several changes of threads. */
  private static final long IDLE_MS = 1_000;

  private static final Executor FILE_WORK =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_MS,
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          task -> new EngineThread("ranvier-file-work", task));

  /** Makes a thread that is not started yet; of its creator it inherits the CPUs, nothing else. */
  public EngineThread(String name, Runnable task) {
    super(null, Objects.requireNonNull(task, "task"), name, 0, false);
    setDaemon(true);
  }

  /** Does nothing: see the class comment. */
  @Override
  public void interrupt() {
    // deliberately empty
  }

  /**
   * Runs file work where no interrupt reaches it and waits for its end: on the present thread if
   * that is an engine thread, otherwise on one that has nothing to do or is new.
   *
   * <p>The wait cannot be interrupted, so the work must bound itself; an interrupt that came
   * meanwhile is set again on return. For set-up and tear-down, not for hot paths.
   *
   * @return what the task returned
   * @throws IOException if the task threw it; a {@link RanvierException} of the task is thrown
   *     again with the caller's stack
   */
  public static <T> T call(FileTask<T> task) throws IOException {
    if (Thread.currentThread() instanceof EngineThread) {
      return task.run();
    }
    Outcome<T> outcome = new Outcome<>(task);
    execute(outcome);
    awaitUninterruptibly(outcome.done);
    return outcome.get();
  }

  /**
   * Runs file work on an engine thread that has nothing to do, or on a new one; does not wait for
   * it. What must come in some order, or be over at some time, is the {@link Janitor}'s.
   *
   * @throws OutOfMemoryError if there is no thread to be had
   */
  public static void execute(Runnable task) {
    FILE_WORK.execute(task);
  }

  private static void awaitUninterruptibly(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a task returned or threw; handed over by the latch. */
  private static final class Outcome<T> implements Runnable {
    private final FileTask<T> task;
    private final CountDownLatch done = new CountDownLatch(1);
    private T value;
    private Throwable failure;

    Outcome(FileTask<T> task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        value = task.run();
      } catch (Throwable t) {
        failure = t;
      }
      done.countDown();
    }

    T get() throws IOException {
      return switch (failure) {
        case null -> value;
        case RanvierException e -> throw new RanvierException(e.code(), e.getMessage(), e);
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException("undeclared exception", failure);
      };
    }
  }
}
