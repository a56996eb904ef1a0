package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs bodies on threads that begin together; fails when one fails or does not end. */
public final class Threads {
  private static final long DEADLINE_S = 60;

  private Threads() {}

  /** A body that gets its thread's number. */
  @FunctionalInterface
  public interface Body {
    void run(int thread) throws Exception;
  }

  /** Runs {@code body} on so many threads. */
  public static void together(int count, Body body) throws Exception {
    CountDownLatch start = new CountDownLatch(count);
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int thread = i;
      tasks.add(
          start(() -> {
            start.countDown();
            assertTrue(start.await(DEADLINE_S, TimeUnit.SECONDS));
            body.run(thread);
          }));
    }
    for (FutureTask<Void> task : tasks) {
      join(task);
    }
  }

  /** Starts a task on a thread of its own. */
  public static FutureTask<Void> start(Task task) {
    return compute(() -> {
      task.run();
      return null;
    });
  }

  /** Computes something on a thread of its own. */
  public static <T> FutureTask<T> compute(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofPlatform().daemon().start(future);
    return future;
  }

  /** A task that may throw. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  /** Waits for a task's end and throws what it threw. */
  public static void join(FutureTask<Void> task) throws Exception {
    // Second by second, so that a machine that is paused for a minute uses up one of them.
    for (int second = 0; second < DEADLINE_S; second++) {
      try {
        task.get(1, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        throw new AssertionError("a thread failed: " + e.getCause(), e.getCause());
      } catch (TimeoutException e) {
        // The next second.
      }
    }
    StringBuilder stacks = new StringBuilder("a thread does not end; stacks:\n");
    Thread.getAllStackTraces()
        .forEach((thread, frames) ->
            stacks.append(thread).append(' ').append(List.of(frames)).append('\n'));
    throw new AssertionError(stacks.toString());
  }
}
