package io.ranvier.call;

import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.routing.SlotQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What calls are made on: a connection itself, or a virtual connection over it. Counts the handles
 * that are open and, for a virtual connection, the calls in flight.
 *
 * <p>Threads: any.
 */
public final class CallScope {
  private final int id;
  private volatile int maxInFlight;
  private final Runnable onUnused;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger handles = new AtomicInteger(1);
  private final SlotQueue room = new SlotQueue();
  private volatile boolean closed;

  /**
   * @param id number of the virtual connection; 0 is the connection itself
   * @param maxInFlight calls at the same time; of no meaning for the connection itself, whose slots
   *     are the limit
   * @param onUnused runs when the last handle was given up
   */
  public CallScope(int id, int maxInFlight, Runnable onUnused) {
    this.id = id;
    this.maxInFlight = maxInFlight;
    this.onUnused = onUnused;
  }

  public int id() {
    return id;
  }

  public int maxInFlight() {
    return maxInFlight;
  }

  /** Sets what the two sides have agreed on; before anybody calls. */
  public void limitTo(int inFlight) {
    maxInFlight = inFlight;
  }

  /** Returns whether no calls can be made any more. */
  public boolean isClosed() {
    return closed;
  }

  /** Refuses calls from now on. */
  public void close() {
    closed = true;
    room.wakeAll();
  }

  /** Wakes all who wait for room: nothing can be called any more. */
  public void wakeAll() {
    room.wakeAll();
  }

  /** Returns where threads sleep until a call more may be in flight. */
  SlotQueue room() {
    return room;
  }

  /**
   * Counts one handle more.
   *
   * @throws CallException CONNECTION_CLOSED when the last one was given up before
   */
  public void retain() {
    if (closed || handles.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
      throw new CallException(
          ErrorCode.CONNECTION_CLOSED,
          "cannot open caller: %s, closed=true; open another one".formatted(this));
    }
  }

  /** Gives a handle up. */
  public void release() {
    if (handles.decrementAndGet() == 0) {
      onUnused.run();
    }
  }

  /** Renders what it is, for messages. */
  @Override
  public String toString() {
    return id == 0 ? "connection" : "virtual connection=" + id;
  }

  /** Returns whether as many calls are in flight as may be. */
  boolean isFull() {
    return id != 0 && inFlight.get() >= maxInFlight;
  }

  /** Counts a call; false when there are too many in flight. */
  public boolean begin() {
    if (id == 0) {
      return true;
    }
    // Never above the limit, not even for a moment: another would be refused for no reason.
    int count = inFlight.get();
    while (count < maxInFlight && !inFlight.compareAndSet(count, count + 1)) {
      count = inFlight.get();
    }
    return count < maxInFlight;
  }

  public void end() {
    if (id != 0) {
      inFlight.decrementAndGet();
      room.wakeOne();
    }
  }
}
