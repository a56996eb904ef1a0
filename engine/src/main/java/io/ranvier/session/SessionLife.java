package io.ranvier.session;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * State and end of a connection, and who wants to know.
 *
 * <pre>
 * state       to        by
 * CONNECTING  OPEN      open
 * OPEN        DRAINING  drain: one side has finished sending
 * any         CLOSED    end: the first reason stays
 * </pre>
 *
 * <p>Threads: any.
 */
final class SessionLife {
  private final List<Consumer<ConnectionEnd>> listeners = new ArrayList<>();
  private volatile ConnectionState state = ConnectionState.CONNECTING;
  private volatile ConnectionEnd end;

  ConnectionState state() {
    return state;
  }

  Optional<ConnectionEnd> end() {
    return Optional.ofNullable(end);
  }

  synchronized void open() {
    if (state == ConnectionState.CONNECTING) {
      state = ConnectionState.OPEN;
    }
  }

  synchronized void drain() {
    if (state == ConnectionState.OPEN) {
      state = ConnectionState.DRAINING;
    }
  }

  /** Ends the connection; who gets true calls {@link #tell} when all else has been done. */
  synchronized boolean end(ConnectionEnd reason) {
    if (end != null) {
      return false;
    }
    end = reason;
    state = ConnectionState.CLOSED;
    return true;
  }

  /** Tells the listeners that the connection has ended. */
  void tell() {
    List<Consumer<ConnectionEnd>> told;
    synchronized (this) {
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(listener -> tell(listener, end));
  }

  void onEnd(Consumer<ConnectionEnd> listener) {
    synchronized (this) {
      if (end == null) {
        listeners.add(listener);
        return;
      }
    }
    tell(listener, end);
  }

  /** Whatever a listener throws: the others are told, and the end takes its course. */
  private static void tell(Consumer<ConnectionEnd> listener, ConnectionEnd reason) {
    try {
      listener.accept(reason);
    } catch (Throwable t) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
    }
  }
}
