package io.ranvier.call;

import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.PollingThread;
import io.ranvier.lane.Status;
import io.ranvier.routing.MuxedSlots;
import io.ranvier.routing.Reply;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBlock;

/**
 * The calls that one side of a connection makes: their slots, who sends them, and what becomes of
 * them when the connection ends. Borrows the region's memory.
 *
 * <p>Threads: any.
 */
public final class OutboundCalls {
  private final MuxedSlots slots;
  private final ReplyDispatch dispatch;
  private final OutboundLane lane;
  private final InboundLane inbound;
  private final LaneEnd end;
  private final Waiting waiting;
  private final Deadlines deadlines;
  private volatile Caller shared;

  /**
   * @param inbound the peer's sending direction, in whose payload slots long replies lie
   * @param end says why no reply comes any more
   */
  public OutboundCalls(
      CallMemory memory,
      Deadlines deadlines,
      OutboundLane lane,
      InboundLane inbound,
      int maxPayloadBytes,
      Waiting waiting,
      Signals signals,
      LaneEnd end) {
    this.slots =
        MuxedSlots.withPayloads(
            memory.segment(),
            memory.base(),
            memory.geometry(),
            signals,
            waiting,
            inbound.inbox(),
            maxPayloadBytes);
    this.inbound = inbound;
    this.dispatch = new ReplyDispatch(slots, memory.geometry().slotCount());
    this.lane = lane;
    this.end = end;
    this.waiting = waiting;
    this.deadlines = deadlines;
    slots.replies().expectNudges();
    slots.freeSlots().expectNudges();
  }

  /**
   * Opens a caller with a ring and call slots of its own, for one thread.
   *
   * @throws RanvierException LIMIT_EXCEEDED when all exclusive rings or all blocks of slots are in
   *     use; CONNECTION_CLOSED
   */
  public Caller openExclusive() {
    CallSender sender = lane.openForCalls(true);
    SlotBlock block = slots.tryLeaseBlock();
    if (block == null) {
      boolean ignored = sender.close();
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "cannot open exclusive caller: no 64 call slots in a row are free; close another one, use"
              + " a shared caller, or raise CallOptions.inFlight");
    }
    return new Caller(this, sender, block);
  }

  /**
   * Opens a caller that any number of threads may use at once.
   *
   * @throws RanvierException CONNECTION_CLOSED
   */
  public Caller openShared() {
    return new Caller(this, lane.openForCalls(false), null);
  }

  /** Returns a shared caller that is never closed. */
  public Caller shared() {
    Caller caller = shared;
    if (caller == null) {
      // Two threads that come first get one each; they are alike.
      caller = openShared();
      shared = caller;
    }
    return caller;
  }

  /** Counts the calls in flight, those of exclusive callers as their whole blocks. */
  public int inFlight() {
    return slots.inFlight();
  }

  /** No reply comes any more: all who wait return. Idempotent. */
  public void end() {
    slots.end();
    dispatch.wakeAll();
  }

  /**
   * Wakes threads that wait for replies or slots; the housekeeper calls it when a byte has come.
   */
  public void onDoorbell() {
    slots.replies().unparkAll();
    slots.freeSlots().unparkAll();
  }

  /** Lets waiting threads look at their deadlines; a few times a second. */
  public void onTick() {
    slots.replies().nudge();
    slots.freeSlots().nudge();
    dispatch.rescan();
  }

  MuxedSlots slots() {
    return slots;
  }

  ReplyDispatch dispatch() {
    return dispatch;
  }

  Waiting waiting() {
    return waiting;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  boolean isEnded() {
    return slots.isEnded();
  }

  long endStatus() {
    return end.status();
  }

  /** Returns whether a call has its reply; false when its memory is gone. */
  boolean isAnswered(long reference) {
    try {
      return slots.isAnswered(reference);
    } catch (IllegalStateException e) {
      return unlessEnded(e);
    } catch (InternalError e) {
      return unlessCutShort(e);
    }
  }

  /** Shows a call's reply if it is there; an answer that came before the end wins over the end. */
  boolean poll(long reference, Reply into) {
    try {
      return slots.poll(reference, into);
    } catch (IllegalStateException e) {
      return unlessEnded(e);
    } catch (InternalError e) {
      return unlessCutShort(e);
    } catch (RanvierException e) {
      lane.refusePeer(e.getMessage());
      throw new CallException(ErrorCode.PROTOCOL_ERROR, e.getMessage());
    }
  }

  boolean free(Caller caller, long reference) {
    try {
      return caller.free(reference);
    } catch (IllegalStateException e) {
      return unlessEnded(e);
    } catch (InternalError e) {
      return unlessCutShort(e);
    }
  }

  /**
   * Ends a call that was sent; without a reply it is cancelled.
   *
   * @param inSlot whether its reply was seen, in a payload slot
   */
  void end(Caller caller, CallSender sender, long reference, boolean inSlot) {
    boolean cancelled = !isAnswered(reference) && !isEnded();
    if (free(caller, reference) && inSlot) {
      ringSpace();
    } else if (cancelled) {
      // If there is no room, the peer sees it by the generation, only later.
      long ignored = sender.tryCancel(reference);
    }
  }

  /** Wakes an answerer that waits for a payload slot: one that a reply lay in is of no use now. */
  private void ringSpace() {
    try {
      inbound.ringSpace();
    } catch (IllegalStateException e) {
      boolean ignored = unlessEnded(e);
    } catch (InternalError e) {
      boolean ignored = unlessCutShort(e);
    }
  }

  void close(SlotBlock block) {
    try {
      block.close();
      slots.blockClosed();
    } catch (IllegalStateException e) {
      boolean ignored = unlessEnded(e);
    } catch (InternalError e) {
      boolean ignored = unlessCutShort(e);
    }
  }

  void refuseWaitInHandler() {
    if (PollingThread.isCurrent()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot wait for call: thread=%s, handler=running; it would keep all clients of this "
                  .formatted(Thread.currentThread().getName())
              + "thread waiting: serve on an executor, or use sendAsync");
    }
  }

  /** Explains why a call could not be opened or sent. */
  RuntimeException notOpened(long status, int methodId, int lengthBytes) {
    String what = "cannot call: " + MethodId.describe(methodId);
    return switch ((int) status) {
      case (int) Status.NO_CALL_SLOT ->
          new CallException(
              ErrorCode.OVERLOADED,
              what
                  + ", inFlight=%d; wait for calls to end, or raise CallOptions.inFlight and served"
                      .formatted(slots.inFlight()));
      case (int) Status.NO_PAYLOAD_SLOT, (int) Status.BACK_PRESSURED, (int) Status.TIMED_OUT ->
          new CallException(
              ErrorCode.OVERLOADED,
              what
                  + ", status=%s, lengthBytes=%d; the peer is behind, wait and try again"
                      .formatted(Status.name(status), lengthBytes));
      default -> ended(false, what);
    };
  }

  /** Explains why a call that was sent has no reply. */
  RuntimeException unanswered(boolean taken, int methodId, long timeoutNs) {
    String what = "call failed: " + MethodId.describe(methodId);
    if (isEnded()) {
      return ended(taken, what);
    }
    return new CallException(
        ErrorCode.TIMED_OUT,
        what + ", waitedNs=%d; it goes on, wait again or close it".formatted(timeoutNs));
  }

  /** Turns a reply that says what went wrong into an exception. */
  CallException failed(Reply reply, int methodId) {
    return Failure.decode(reply, methodId);
  }

  private CallException ended(boolean taken, String what) {
    long status = end.status();
    if (status == Status.PROTOCOL_ERROR) {
      return new CallException(
          ErrorCode.PROTOCOL_ERROR, what + "; the connection has ended, connect again");
    }
    if (taken) {
      return new CallException(
          ErrorCode.INDETERMINATE,
          what + ", connection=%s; the peer had begun with it".formatted(Status.name(status)));
    }
    ErrorCode code = status == Status.PEER_DIED ? ErrorCode.PEER_DIED : ErrorCode.CONNECTION_CLOSED;
    return new CallException(
        code, what + ", connection=%s; it was not begun".formatted(Status.name(status)));
  }

  private boolean unlessEnded(IllegalStateException e) {
    if (!isEnded()) {
      throw e;
    }
    return false;
  }

  private boolean unlessCutShort(InternalError e) {
    if (!lane.endIfCutShort()) {
      throw e;
    }
    return false;
  }
}
