package io.ranvier.memory;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Runs slow work, unmapping above all, off everybody's hot path.
 *
 * <p>One daemon thread per process, {@code ranvier-janitor}: started by the first task, ended after
 * some idle seconds, started again when needed. Tasks run one after the other in the order they
 * came. What a task throws goes to the thread's handler of uncaught exceptions and ends nothing but
 * the task. Any thread may call.
 */
public final class Janitor {
  private static final Janitor SHARED = new Janitor(TimeUnit.SECONDS.toNanos(5));

  private final long idleNs;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Later> later = new PriorityQueue<>();
  private EngineThread worker;
  private boolean running;

  /** A task whose time has not come. */
  private record Later(long dueNs, Runnable task) implements Comparable<Later> {
    @Override
    public int compareTo(Later other) {
      return Long.signum(dueNs - other.dueNs);
    }
  }

  Janitor(long idleNs) {
    this.idleNs = idleNs;
  }

  /** Returns the janitor of this process. */
  public static Janitor shared() {
    return SHARED;
  }

  /** Queues a task and returns at once. */
  public void execute(Runnable task) {
    enqueue(() -> tasks.add(task));
  }

  /** Queues a task when that time has passed, and returns at once. */
  public void executeAfter(long delayNs, Runnable task) {
    Later queued = new Later(System.nanoTime() + delayNs, task);
    enqueue(() -> later.add(queued));
  }

  private void enqueue(Runnable addition) {
    lock.lock();
    try {
      addition.run();
      changed.signalAll();
      startWorkerIfNone();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until no task is queued or running; not for those whose time has not come.
   *
   * @return false if {@code timeoutNs} passed before
   * @throws RanvierException with {@link ErrorCode#INTERRUPTED}
   */
  public boolean awaitQuiet(long timeoutNs) {
    return await(() -> !running && tasks.isEmpty(), timeoutNs);
  }

  /** Like {@link #awaitQuiet}, and until none is left for later. */
  public boolean awaitIdle(long timeoutNs) {
    return await(() -> !running && tasks.isEmpty() && later.isEmpty(), timeoutNs);
  }

  private boolean await(BooleanSupplier fact, long timeoutNs) {
    long remainingNs = timeoutNs;
    lock.lock();
    try {
      while (!fact.getAsBoolean()) {
        if (remainingNs <= 0) {
          return false;
        }
        remainingNs = changed.awaitNanos(remainingNs);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RanvierException(ErrorCode.INTERRUPTED, "wait for the janitor interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  private void startWorkerIfNone() {
    if (worker != null) {
      return;
    }
    EngineThread starting = new EngineThread("ranvier-janitor", this::runTasks);
    try {
      starting.start();
      worker = starting;
    } catch (OutOfMemoryError e) {
      // No thread to be had now: the task stays queued and the next call tries again.
    }
  }

  private void runTasks() {
    Runnable task = nextTask();
    while (task != null) {
      try {
        task.run();
      } catch (Throwable t) {
        UncaughtFailures.report(t);
      }
      task = nextTask();
    }
  }

  private Runnable nextTask() {
    lock.lock();
    try {
      running = false;
      changed.signalAll();
      long startNs = System.nanoTime();
      long waitNs = untilDueNs(idleNs);
      while (tasks.isEmpty() && waitNs > 0) {
        long ignored = changed.awaitNanos(waitNs);
        waitNs = untilDueNs(idleNs - (System.nanoTime() - startNs));
      }
      Runnable task = tasks.poll();
      running = task != null;
      if (!running) {
        worker = null;
      }
      return task;
    } catch (InterruptedException e) {
      throw new AssertionError("an engine thread was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /** Queues what has become due; returns how long to wait for a task, 0 to end. */
  private long untilDueNs(long idleLeftNs) {
    long nowNs = System.nanoTime();
    while (!later.isEmpty() && later.peek().dueNs() - nowNs <= 0) {
      tasks.add(later.poll().task());
    }
    return later.isEmpty() ? idleLeftNs : later.peek().dueNs() - nowNs;
  }
}
