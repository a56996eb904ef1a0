package io.ranvier;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A client that connects again when its connection has ended. Owns the connection that is open.
 *
 * <p>Nothing is repeated behind its user's back: what was under way on a connection that has ended
 * fails with the reason, which says whether a retry is safe. Who wants to go on asks for the
 * connection anew.
 *
 * <pre>{@code
 * try (Reconnecting gateway = Reconnecting.to("gateway", options, Backoff.defaults())) {
 *   while (running) {
 *     Connection connection = gateway.connection(ONE_SECOND);
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>Threads: any. One connects, the others wait for it, each for its own time.
 */
public final class Reconnecting implements AutoCloseable {
  private final String name;
  private final ClientOptions options;
  private final ConnectAttempts attempts;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile Consumer<Connection> onOpen = _ -> {};
  private volatile Connection open;
  private volatile boolean closed;
  private volatile long count;

  private Reconnecting(String name, ClientOptions options, Backoff backoff) {
    this.name = name;
    this.options = options;
    this.attempts = new ConnectAttempts(backoff, () -> closed);
  }

  /**
   * Makes a client; it connects when it is first asked for a connection.
   *
   * @param backoff how long it waits between attempts
   */
  public static Reconnecting to(String name, ClientOptions options, Backoff backoff) {
    return new Reconnecting(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(options, "options"),
        Objects.requireNonNull(backoff, "backoff"));
  }

  /**
   * Says what is done with each connection from now on before anybody gets it: serve calls,
   * subscribe, listen for its end. What that throws closes the connection and reaches who asked.
   */
  public Reconnecting onOpen(Consumer<Connection> action) {
    onOpen = Objects.requireNonNull(action, "action");
    return this;
  }

  /**
   * Returns the open connection. If there is none, or it has ended, connects, and waits for a
   * server as the back-off says.
   *
   * @param timeoutNs the longest time after which a further attempt begins, in nanoseconds; 0 tries
   *     once. An attempt takes at most the options' connectTimeoutNs.
   * @throws RanvierException what the last attempt failed with, as {@link Ranvier#connect(String)};
   *     WRONG_STATE when closed; TIMED_OUT also when another thread connects for longer;
   *     INTERRUPTED
   */
  public Connection connection(long timeoutNs) {
    Connection present = open;
    return present != null && present.end().isEmpty() ? present : openAgain(timeoutNs);
  }

  /** Counts the connections that were opened: more than before says that it is another one. */
  public long openedCount() {
    return count;
  }

  /** Closes the connection that is open; none is opened any more. Idempotent. */
  @Override
  public void close() {
    closed = true;
    Connection last = open;
    if (last != null) {
      last.close();
    }
  }

  private Connection openAgain(long timeoutNs) {
    long startNs = System.nanoTime();
    awaitOthers(timeoutNs);
    try {
      Connection present = open;
      if (present != null && present.end().isEmpty()) {
        return present;
      }
      refuseIfClosed();
      if (present != null) {
        // What its peer had committed is given up: who wants it reads it before asking for another.
        present.close();
      }
      long leftNs = timeoutNs - (System.nanoTime() - startNs);
      Connection next = attempts.connect(() -> Ranvier.connectOnce(name, options), leftNs);
      use(next);
      return next;
    } finally {
      opening.unlock();
    }
  }

  /** Waits for the thread that connects: for as long as it would take to try by itself. */
  private void awaitOthers(long timeoutNs) {
    long longestNs = Math.max(0, timeoutNs) + options.connectTimeoutNs();
    try {
      if (opening.tryLock(longestNs < 0 ? Long.MAX_VALUE : longestNs, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RanvierException(ErrorCode.INTERRUPTED, "connect interrupted: endpoint=" + name, e);
    }
    throw new RanvierException(
        ErrorCode.TIMED_OUT,
        "cannot connect: endpoint=%s, waitedMs=%d; another thread still connects, try again"
            .formatted(name, TimeUnit.NANOSECONDS.toMillis(longestNs)));
  }

  private void use(Connection next) {
    boolean usable = false;
    try {
      onOpen.accept(next);
      open = next;
      count++;
      // The one who closes looks at the field after the mark, this thread at the mark after the
      // field.
      refuseIfClosed();
      usable = true;
    } finally {
      if (!usable) {
        next.close();
      }
    }
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot connect: endpoint=%s, reconnecting=closed; make another one".formatted(name));
    }
  }
}
