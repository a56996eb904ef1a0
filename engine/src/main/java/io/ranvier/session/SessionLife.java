package io.ranvier.session;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionState;
import io.ranvier.memory.UncaughtFailures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
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
 * <p>Listeners are called without any lock held: they may do anything, also end the connection.
 * Each hears the states in order: they are queued for it under this object's monitor, and one
 * thread at a time empties its queue.
 *
 * <p>Threads: any.
 */
final class SessionLife {
  private final List<Consumer<ConnectionEnd>> listeners = new ArrayList<>();
  private final List<StateListener> stateListeners = new ArrayList<>();
  private volatile ConnectionState state = ConnectionState.CONNECTING;
  private volatile ConnectionEnd end;

  ConnectionState state() {
    return state;
  }

  Optional<ConnectionEnd> end() {
    return Optional.ofNullable(end);
  }

  void open() {
    move(ConnectionState.CONNECTING, ConnectionState.OPEN);
  }

  void drain() {
    move(ConnectionState.OPEN, ConnectionState.DRAINING);
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

  /**
   * Tells the listeners that the connection is closed, then those of its end why. A listener that
   * is being told an earlier state at this moment hears of it when it has returned.
   */
  void tell() {
    List<StateListener> watching;
    List<Consumer<ConnectionEnd>> told;
    synchronized (this) {
      watching = queue(ConnectionState.CLOSED);
      stateListeners.clear();
      told = List.copyOf(listeners);
      listeners.clear();
    }
    watching.forEach(StateListener::tellQueued);
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

  /** Tells a listener the present state, and each one that follows. */
  void onState(Consumer<ConnectionState> listener) {
    StateListener added = new StateListener(Objects.requireNonNull(listener, "listener"));
    synchronized (this) {
      added.queue(state);
      // Whoever comes between the end and its telling hears of it here, and not again.
      if (state != ConnectionState.CLOSED) {
        stateListeners.add(added);
      }
    }
    added.tellQueued();
  }

  private void move(ConnectionState from, ConnectionState to) {
    List<StateListener> watching;
    synchronized (this) {
      if (state != from) {
        return;
      }
      state = to;
      watching = queue(to);
    }
    watching.forEach(StateListener::tellQueued);
  }

  /** Called with the monitor held: so every queue has the order of the changes. */
  private List<StateListener> queue(ConnectionState next) {
    stateListeners.forEach(listener -> listener.queue(next));
    return List.copyOf(stateListeners);
  }

  /** Whatever a listener throws: the others are told, and the connection takes its course. */
  private static <T> void tell(Consumer<T> listener, T what) {
    try {
      listener.accept(what);
    } catch (Throwable t) {
      UncaughtFailures.report(t);
    }
  }

  /** A listener with the states it has not been told yet. */
  private static final class StateListener {
    private final Consumer<ConnectionState> listener;
    private final Queue<ConnectionState> untold = new ArrayDeque<>();
    private boolean telling;

    StateListener(Consumer<ConnectionState> listener) {
      this.listener = listener;
    }

    synchronized void queue(ConnectionState state) {
      untold.add(state);
    }

    /** Leaves it to whoever is telling the listener already, this thread further out included. */
    void tellQueued() {
      ConnectionState next = begin();
      while (next != null) {
        tell(listener, next);
        next = next();
      }
    }

    private synchronized ConnectionState begin() {
      return telling ? null : next();
    }

    private synchronized ConnectionState next() {
      ConnectionState next = untold.poll();
      telling = next != null;
      return next;
    }
  }
}
