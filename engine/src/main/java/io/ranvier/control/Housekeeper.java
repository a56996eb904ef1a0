package io.ranvier.control;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.CoarseClock;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.UncaughtFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * The one thread of a process that watches all its sockets, {@code ranvier-housekeeper}.
 *
 * <p>Started by the first registration; ends when it has had nothing to watch for a while. It
 * sleeps in the kernel until a socket has something to say. A few times a second it ticks: it takes
 * the time for the {@link CoarseClock}, and visits those with something due, who have asked for it.
 * Connections at which nothing is due cost it a visit in some seconds.
 *
 * <p>Threads: any. What it calls runs on its thread and must not block.
 */
public final class Housekeeper {
  private static final Housekeeper SHARED = new Housekeeper();
  private static final long TICK_MS = 250;
  private static final long IDLE_MS = 3_000;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> afterReady = new ArrayDeque<>();
  private final Turns turns = new Turns();
  private Selector selector;
  private Thread thread;

  private Housekeeper() {}

  /** Returns the housekeeper of this process. */
  public static Housekeeper shared() {
    return SHARED;
  }

  /** Something whose channel the housekeeper watches. */
  public interface Watched {
    /** The channel is ready for what it was registered for. */
    void onReady(SelectionKey key) throws IOException;

    /**
     * Some time has passed: comes first after the registration, then after whoever was given the
     * turn has asked, and now and then unasked.
     *
     * @return whether the next tick is to come here, too
     */
    boolean onTick(long nowNs);

    /** A call above threw; the channel is no longer watched. */
    void onFailure(Throwable failure);
  }

  /** Makes what a tick is asked with, before or after the channel is watched. */
  public Turn newTurn(Watched watched) {
    return new Turn(turns, watched);
  }

  /**
   * Watches a channel, which must be in non-blocking mode, until it is closed.
   *
   * @param operations of {@link SelectionKey}
   * @param turn of who watches
   */
  public void watch(SelectableChannel channel, int operations, Turn turn) {
    execute(() -> {
      try {
        turn.begin(channel.register(openSelector(), operations, turn));
      } catch (IOException | RuntimeException e) {
        turn.watched().onFailure(e);
      }
    });
  }

  /** Runs a task on the housekeeper's thread, in the order of the calls. */
  public synchronized void execute(Runnable task) {
    tasks.add(task);
    if (selector != null) {
      // The housekeeper itself looks for tasks before it sleeps.
      if (Thread.currentThread() != thread) {
        selector.wakeup();
      }
      return;
    }
    selector = newSelector();
    boolean started = false;
    try {
      thread = new EngineThread("ranvier-housekeeper", this::run);
      thread.start();
      started = true;
    } finally {
      if (!started) {
        CloseHelper.quietClose(selector);
        selector = null;
      }
    }
  }

  /** Runs a task like {@link #execute}, after what the channels have to say by now. */
  void executeAfterReady(Runnable task) {
    execute(() -> {
      afterReady.add(task);
      // Only a look: that the channels are silent is an answer, too.
      openSelector().wakeup();
    });
  }

  /** Changes what a channel is watched for; any thread. */
  void interest(SelectableChannel channel, int operations) {
    execute(() -> {
      SelectionKey key = channel.keyFor(openSelector());
      if (key != null && key.isValid()) {
        key.interestOps(operations);
      }
    });
  }

  private synchronized Selector openSelector() {
    return selector;
  }

  private void run() {
    Selector mine = openSelector();
    long lastTickNs = System.nanoTime();
    long idleSinceNs = lastTickNs;
    CoarseClock.shared().tick();
    while (true) {
      run(tasks);
      select(mine);
      run(afterReady);
      long nowNs = System.nanoTime();
      if (nowNs - lastTickNs >= TimeUnit.MILLISECONDS.toNanos(TICK_MS)) {
        lastTickNs = nowNs;
        CoarseClock.shared().tick();
        turns.tick(mine.keys(), nowNs);
      }
      if (!mine.keys().isEmpty()) {
        idleSinceNs = nowNs;
      } else if (nowNs - idleSinceNs > TimeUnit.MILLISECONDS.toNanos(IDLE_MS) && retired()) {
        return;
      }
    }
  }

  private void select(Selector mine) {
    try {
      mine.select(Housekeeper::ready, TICK_MS);
    } catch (IOException e) {
      // epoll itself failed: nothing can be watched any more, and everybody must know.
      mine.keys().forEach(key -> fail(key, e));
    } catch (ClosedSelectorException e) {
      throw new IllegalStateException("the housekeeper's selector was closed by somebody else", e);
    }
  }

  private synchronized boolean retired() {
    if (!tasks.isEmpty()) {
      return false;
    }
    try {
      selector.close();
    } catch (IOException e) {
      // Nothing is registered with it: there is nothing to lose.
    }
    selector = null;
    return true;
  }

  private static void run(Queue<Runnable> queue) {
    for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
      guarded(task);
    }
  }

  /** Keeps the thread alive whatever a callback throws: other connections depend on it. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      UncaughtFailures.report(t);
    }
  }

  private static void ready(SelectionKey key) {
    try {
      watched(key).onReady(key);
    } catch (Throwable t) {
      fail(key, t);
    }
  }

  static void fail(SelectionKey key, Throwable failure) {
    key.cancel();
    guarded(() -> watched(key).onFailure(failure));
  }

  private static Watched watched(SelectionKey key) {
    return ((Turn) key.attachment()).watched();
  }

  private static Selector newSelector() {
    try {
      return Selector.open();
    } catch (IOException | UncheckedIOException e) {
      throw new RanvierException(
          ErrorCode.IO_FAILURE,
          "cannot watch sockets: no selector; raise the limit of open files",
          e);
    }
  }
}
