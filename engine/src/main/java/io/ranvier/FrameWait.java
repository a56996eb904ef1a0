package io.ranvier;

import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import io.ranvier.session.Session;
import io.ranvier.signal.Waiter;

/** Waits for the frames of one connection. Threads: the one that polls it. */
final class FrameWait {
  private final Session session;
  private final InboundLane inbound;
  private final Waiter waiter;

  FrameWait(Session session) {
    this.session = session;
    this.inbound = session.inbound();
    this.waiter = new Waiter(session.participant().waiting());
  }

  /** Waits, then polls, until that brings something or the time is up; as in Connection. */
  int receive(Connection from, FrameHandler handler, int limit, long timeoutNs) {
    if (!await(timeoutNs)) {
      return 0;
    }
    int handled = from.poll(handler, limit);
    return handled != 0 ? handled : receiveAfterPadding(from, handler, limit, timeoutNs);
  }

  /** What woke the thread was padding: the frame behind it is being written. */
  private int receiveAfterPadding(
      Connection from, FrameHandler handler, int limit, long timeoutNs) {
    long startNs = System.nanoTime();
    int handled = 0;
    while (handled == 0 && await(timeoutNs - (System.nanoTime() - startNs))) {
      handled = from.poll(handler, limit);
    }
    return handled;
  }

  /** Returns how often to look for the next frame before anything else is done. */
  int looks() {
    return waiter.looks();
  }

  private boolean await(long timeoutNs) {
    try {
      return Faults.checked(waiter.await(inbound, inbound.sleeper(), timeoutNs));
    } catch (InternalError e) {
      int ignored = statusAfter(e);
      return true;
    }
  }

  /** Tells a failure of the virtual machine from that of a region that somebody made shorter. */
  int statusAfter(InternalError failure) {
    if (!session.endIfCutShort()) {
      throw failure;
    }
    return (int) Status.PROTOCOL_ERROR;
  }
}
