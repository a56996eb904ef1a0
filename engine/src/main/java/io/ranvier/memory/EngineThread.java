package io.ranvier.memory;

import io.ranvier.error.RanvierException;
import java.io.IOException;
import java.util.Objects;

/**
 * A daemon thread of the engine that nobody can interrupt.
 *
 * <p>An interrupt that meets any {@code FileChannel} operation closes the channel, and closing a
 * channel drops every POSIX lock the process has on that file. So channels are opened, locked,
 * mapped and closed on these threads only; see {@link #call}.
 */
public final class EngineThread extends Thread {
  /** Makes a thread that is not started yet; it inherits nothing from its creator. */
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
   * that is an engine thread, otherwise on a new one.
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
    EngineThread worker = new EngineThread("ranvier-file-work", outcome);
    worker.start();
    joinUninterruptibly(worker);
    return outcome.get();
  }

  private static void joinUninterruptibly(Thread worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a task returned or threw; handed over by the join. */
  private static final class Outcome<T> implements Runnable {
    private final FileTask<T> task;
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
