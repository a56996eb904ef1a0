package io.ranvier;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.Broadcasts;
import io.ranvier.counter.CounterBlock;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.PollingThread;
import io.ranvier.memory.Faults;
import io.ranvier.service.FailureListener;
import io.ranvier.service.GuardedListener;
import io.ranvier.session.Acceptor;
import io.ranvier.session.Session;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.agrona.concurrent.Agent;

/**
 * A server: a name that clients connect to, and the loop that polls them. Owns the endpoint and all
 * its connections.
 *
 * <p>As an {@link Agent} it runs in the caller's own loop or runner; started by {@link
 * ServerBuilder#start} it has a daemon thread of its own. Files are removed on close and when the
 * JVM ends in good order.
 *
 * <p>Threads: {@link #doWork} and {@link #await} on one thread, unless the server has its own; the
 * rest any.
 */
public final class Server implements Agent, AutoCloseable {
  /** Frames of one client in a row before others get their turn. */
  private static final int FRAMES_IN_A_ROW = 64;

  /** How often a thread that drains looks around. */
  private static final long LOOK_NS = 1_000_000;

  private static final long JOIN_MS = TimeUnit.SECONDS.toMillis(5);

  private static final VarHandle PASSES;

  static {
    try {
      PASSES = MethodHandles.lookup().findVarHandle(Server.class, "passes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final OwnedEndpoint endpoint;
  private final Acceptor acceptor;
  private final Dispatcher dispatcher;
  private final Broadcasts broadcasts;
  private final Thread shutdownHook;
  private final FailureListener onFailure;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Thread thread;
  private volatile long passes;

  Server(
      OwnedEndpoint endpoint,
      ServerOptions options,
      Function<Connection, FrameHandler> handlers,
      FailureListener onFailure) {
    this.endpoint = endpoint;
    this.onFailure = new GuardedListener(onFailure);
    this.dispatcher = new Dispatcher(options.connection().waiting(), onFailure);
    this.broadcasts = new Broadcasts(endpoint.directory(), options.mode());
    this.acceptor =
        new Acceptor(
            endpoint,
            options.limits(),
            options.connection(),
            session -> admit(session, handlers),
            e -> this.onFailure.failed(e.getMessage(), e));
    this.shutdownHook = new Thread(this::removeFiles, "ranvier-shutdown");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    boolean listening = false;
    try {
      acceptor.start();
      listening = true;
    } catch (IOException e) {
      throw new RanvierException(
          ErrorCode.IO_FAILURE, "cannot listen: endpoint=%s, %s".formatted(name(), e), e);
    } finally {
      if (!listening) {
        close();
      }
    }
  }

  /** Returns the name that clients connect to. */
  public String name() {
    return endpoint.name().value();
  }

  /** Returns how often the name was taken over, counted from 1. */
  public long epoch() {
    return endpoint.epoch();
  }

  /** Returns how many clients are connected. */
  public int connectionCount() {
    return acceptor.connectionCount();
  }

  /** Returns the server's counters. */
  public CounterBlock counters() {
    return acceptor.counters();
  }

  /**
   * Opens a broadcast, to which clients subscribe by name. Does file work; closed with the server.
   *
   * @throws RanvierException INVALID_ARGUMENT when the name is longer than 256 bytes of UTF-8;
   *     WRONG_STATE when it is in use or the server is closed; NO_SPACE
   */
  public Broadcast broadcast(String name, BroadcastOptions options) {
    return broadcasts.open(name, options);
  }

  /**
   * Handles waiting frames of all clients, without waiting for more; returns how many.
   *
   * @throws RanvierException WRONG_THREAD when the server has a thread of its own
   */
  @Override
  public int doWork() {
    refuseOthers();
    PASSES.setRelease(this, passes + 1);
    return dispatcher.poll(FRAMES_IN_A_ROW);
  }

  /**
   * Waits until there may be something to do, as the options' {@code Waiting} says.
   *
   * @return false when the time ran out first
   * @throws RanvierException INTERRUPTED; WRONG_THREAD as {@link #doWork}
   */
  public boolean await(long timeoutNs) {
    refuseOthers();
    return dispatcher.await(timeoutNs);
  }

  /** Ends the wait of the polling thread. */
  public void wakeUp() {
    dispatcher.wakeUp();
  }

  @Override
  public String roleName() {
    return "ranvier-" + name();
  }

  /**
   * Begins no new calls and lets no new client in, waits until the calls that were begun are
   * answered, then closes. New calls fail with DRAINING, which is safe to repeat elsewhere; both
   * sides' connections are in the state DRAINING.
   *
   * <p>Who runs the server in his own loop goes on with that meanwhile, and calls this from another
   * thread.
   *
   * @param timeout the longest wait
   * @return whether all calls were answered; if not, their callers get INDETERMINATE
   * @throws RanvierException WRONG_THREAD on the polling thread, which has calls to end;
   *     INTERRUPTED, and the server is closed
   */
  public boolean drain(Duration timeout) {
    if (PollingThread.isCurrent() || Thread.currentThread() == thread) {
      throw new RanvierException(
          ErrorCode.WRONG_THREAD,
          "cannot drain: thread=%s, polling=true; call it from another thread"
              .formatted(Thread.currentThread().getName()));
    }
    try {
      acceptor.drain();
      return awaitAnswered(saturatedNs(timeout));
    } finally {
      close();
    }
  }

  private boolean awaitAnswered(long timeoutNs) {
    long startNs = System.nanoTime();
    // A call that is being handled on the polling thread is over when that has begun another pass.
    long lastPass = passes + 1;
    while (passes <= lastPass || !acceptor.isAnswered()) {
      if (closed.get() || System.nanoTime() - startNs >= timeoutNs) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new RanvierException(
            ErrorCode.INTERRUPTED, "drain ended: the thread was interrupted, the server is closed");
      }
      dispatcher.wakeUp();
      LockSupport.parkNanos(this, LOOK_NS);
    }
    return true;
  }

  private static long saturatedNs(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /**
   * Closes all connections in good order, gives the name up and removes its files. Waits for the
   * server's own thread, if it has one, unless called by it. Idempotent.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      removeFiles();
    } finally {
      dispatcher.wakeUp();
      joinThread();
      removeShutdownHook();
    }
  }

  private void removeShutdownHook() {
    try {
      boolean ignored = Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs, and finds nothing to do.
    }
  }

  @Override
  public void onClose() {
    close();
  }

  private void refuseOthers() {
    Thread own = thread;
    if (own != null && own != Thread.currentThread()) {
      throw new RanvierException(
          ErrorCode.WRONG_THREAD,
          "cannot poll: server=%s, thread=%s; it was started and polls by itself, open it for a loop of yours"
              .formatted(name(), Thread.currentThread().getName()));
    }
  }

  private void admit(Session session, Function<Connection, FrameHandler> handlers) {
    try {
      broadcasts.serve(session.inboundCalls());
      Connection connection = new Connection(session);
      dispatcher.add(connection, handlers.apply(connection));
    } catch (Throwable t) {
      // The user's own failure: this client cannot be served, the others do not notice.
      session.close();
      onFailure.failed(
          "acceptor failed: endpoint=%s, connection=%d; it was closed"
              .formatted(name(), session.participant().connectionId()),
          t);
    }
  }

  void startThread() {
    Thread started = new Thread(this::run, roleName());
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private void run() {
    while (!closed.get()) {
      try {
        if (doWork() == 0) {
          boolean ignored = dispatcher.await(Long.MAX_VALUE);
        }
        Faults.check();
      } catch (RanvierException e) {
        // A handler left its interrupt status behind; the clients are not to suffer for it.
        if (e.code() != ErrorCode.INTERRUPTED || !Thread.interrupted()) {
          throw e;
        }
      } catch (InternalError e) {
        // A file that was cut short may show this late, when its connection is gone already.
        onFailure.failed("memory was cut short: endpoint=" + name(), e);
      }
    }
  }

  private void removeFiles() {
    broadcasts.close();
    try {
      acceptor.close();
    } finally {
      endpoint.close();
    }
  }

  private void joinThread() {
    Thread running = thread;
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    try {
      running.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
