package io.ranvier.call;

import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.metadata.Metadata;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.routing.MuxedSlots;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBlock;
import java.util.function.Function;

/**
 * The calls that one side of a connection makes: their slots, who sends them, and what becomes of
 * them when the connection ends. Borrows the region's memory.
 *
 * <p>Threads: any.
 */
public final class OutboundCalls {
  private final MuxedSlots slots;
  private final ReplyDispatch dispatch;
  private final SlotGrowth growth;
  private final CallFailures failures;
  private final OutboundLane lane;
  private final InboundLane inbound;
  private final LaneEnd end;
  private final LostMemory lost;
  private final Waiting waiting;
  private final Deadlines deadlines;
  private final MetadataLimits sentLimits;
  private final MetadataLimits receivedLimits;
  private final CallScope root;

  /**
   * @param inbound the peer's sending direction, in whose payload slots long replies lie
   * @param end says why no reply comes any more
   * @param onUnused runs when the last handle of the connection was given up
   */
  public OutboundCalls(
      CallMemory memory,
      Deadlines deadlines,
      OutboundLane lane,
      InboundLane inbound,
      int maxPayloadBytes,
      Waiting waiting,
      Signals signals,
      LaneEnd end,
      Runnable onUnused) {
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
    this.growth = new SlotGrowth(slots, dispatch, waiting);
    this.failures = new CallFailures(slots, growth, end);
    this.lane = lane;
    this.end = end;
    this.lost = new LostMemory(end, lane);
    this.waiting = waiting;
    this.deadlines = deadlines;
    this.sentLimits = memory.toServer();
    this.receivedLimits = memory.toCaller();
    this.root = new CallScope(0, Integer.MAX_VALUE, onUnused);
    slots.replies().expectNudges();
  }

  /** Returns how further call slots are added. */
  public SlotGrowth growth() {
    return growth;
  }

  /** Returns the connection itself as what calls are made on. */
  public CallScope root() {
    return root;
  }

  /**
   * Opens a caller with a ring and call slots of its own, for one thread.
   *
   * @throws RanvierException LIMIT_EXCEEDED when all exclusive rings or all slots are in use;
   *     CONNECTION_CLOSED
   */
  public Caller openExclusive(CallScope scope) {
    return open(scope, this::exclusive);
  }

  /**
   * Opens a caller that any number of threads may use at once.
   *
   * @throws RanvierException CONNECTION_CLOSED
   */
  public Caller openShared(CallScope scope) {
    return open(scope, this::unowned);
  }

  /** Opens a shared caller that is no handle of what it calls on, and is never closed. */
  public Caller unowned(CallScope scope) {
    return new Caller(this, lane.openForCalls(false), null, scope);
  }

  /**
   * Opens a call to a method of the peer's engine, without waiting.
   *
   * @throws CallException as {@link Caller#call(int, int, int)}
   */
  public Call engineCall(int method, Metadata metadata, int lengthBytes) {
    Call call = unowned(root).newCall().with(metadata);
    call.openMethod(MethodId.ofEngine(method), lengthBytes, 0);
    return call;
  }

  private static Caller open(CallScope scope, Function<CallScope, Caller> opener) {
    scope.retain();
    Caller caller = null;
    try {
      caller = opener.apply(scope);
      return caller;
    } finally {
      if (caller == null) {
        scope.release();
      }
    }
  }

  private Caller exclusive(CallScope scope) {
    CallSender sender = lane.openForCalls(true);
    return new Caller(this, sender, growth.leaseBlock(sender), scope);
  }

  /** Returns how many calls can be in flight, further slots included. */
  int maxInFlight() {
    return slots.maxSlots();
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

  /** Wakes threads that wait for replies; the housekeeper calls it when a byte has come. */
  public void onDoorbell() {
    slots.replies().unparkAll();
  }

  /** Lets waiting threads look at their deadlines; a few times a second. */
  public void onTick() {
    slots.replies().nudge();
    dispatch.rescan();
  }

  /** Wakes those who wait for a slot, to look whether what they call on is closed. */
  public void scopeClosed() {
    slots.freeSlots().wakeAll();
  }

  /** Returns where a thread sleeps until an attempt may meet that back pressure no more. */
  SleepingPlace placeFor(long status) {
    return status == Status.NO_CALL_SLOT ? slots.freeSlots() : lane.sleeper();
  }

  /** Returns what explains why an access failed. */
  LostMemory lost() {
    return lost;
  }

  /** Returns how much metadata a reply may carry. */
  MetadataLimits receivedLimits() {
    return receivedLimits;
  }

  /** Returns what explains why a call failed. */
  CallFailures failures() {
    return failures;
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

  /** Returns how much metadata a request may carry. */
  MetadataLimits sentLimits() {
    return sentLimits;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /** Returns whether no call can be made any more. */
  public boolean isEnded() {
    return slots.isEnded();
  }

  /** Returns whether a call has its reply; false when its memory is gone. */
  boolean isAnswered(long reference) {
    try {
      return slots.isAnswered(reference);
    } catch (IllegalStateException e) {
      return lost.or(e);
    } catch (InternalError e) {
      return lost.or(e);
    }
  }

  /** Returns whether the peer may have begun with the call in that cell. */
  boolean isTaken(CallSender sender, long cell) {
    try {
      return sender.isTaken(cell);
    } catch (IllegalStateException e) {
      return !lost.or(e);
    } catch (InternalError e) {
      return !lost.or(e);
    }
  }

  /** Leases a slot; returns its reference, or why there is none. */
  long tryLease(Caller caller) {
    try {
      long reference = caller.tryLease();
      if (reference >= 0) {
        return reference;
      }
    } catch (IllegalStateException e) {
      return lost.status(e);
    } catch (InternalError e) {
      return lost.status(e);
    }
    long ended = end.status();
    if (ended == 0 && !caller.isExclusive()) {
      boolean ignored = growth.request();
    }
    return ended != 0 ? ended : Status.NO_CALL_SLOT;
  }

  boolean free(Caller caller, long reference) {
    try {
      return caller.free(reference);
    } catch (IllegalStateException e) {
      return lost.or(e);
    } catch (InternalError e) {
      return lost.or(e);
    }
  }

  /** Ends a call whose reply was seen; in a payload slot, or not. */
  void endSeen(Caller caller, long reference, boolean inSlot) {
    if (free(caller, reference) && inSlot) {
      ringSpace();
    }
  }

  /** Ends a call that was sent and whose reply was not seen; if there is none, it is cancelled. */
  void endUnseen(Caller caller, CallSender sender, long reference) {
    boolean cancelled = !isAnswered(reference) && !isEnded();
    if (free(caller, reference) && cancelled && !caller.isClosed()) {
      // If there is no room, the peer sees it by the generation, only later.
      long ignored = sender.tryCancel(reference);
    }
  }

  /** Wakes an answerer that waits for a payload slot: one that a reply lay in is of no use now. */
  private void ringSpace() {
    try {
      inbound.ringSpace();
    } catch (IllegalStateException e) {
      boolean ignored = lost.or(e);
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  void close(SlotBlock block) {
    try {
      block.close();
      slots.blockClosed();
    } catch (IllegalStateException e) {
      boolean ignored = lost.or(e);
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Ends the connection because of what the peer wrote. */
  CallException refusedPeer(RanvierException e) {
    lane.refusePeer(e.getMessage());
    return new CallException(ErrorCode.PROTOCOL_ERROR, e.getMessage());
  }
}
