package io.ranvier.call;

import io.ranvier.channel.Channels;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.routing.MuxedSlots;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiting;
import java.util.function.Function;

/**
 * The calls that one side of a connection makes: their slots, who sends them, and what becomes of
 * them when the connection ends. Borrows the region's memory.
 *
 * <p>Threads: any.
 */
public final class OutboundCalls {
  private final MuxedSlots slots;
  private final CallLeases leases;
  private final ReplyDispatch dispatch;
  private final SlotGrowth growth;
  private final ExclusiveSlots exclusiveSlots;
  private final CallFailures failures;
  private final OutboundLane lane;
  private final LaneEnd end;
  private final LostMemory lost;
  private final Waiting waiting;
  private final Deadlines deadlines;
  private final Channels channels;
  private final MetadataLimits sentLimits;
  private final MetadataLimits receivedLimits;
  private final CallScope root;

  /**
   * @param endpoint its name, for messages
   * @param inbound the peer's sending direction, in whose payload slots long replies lie
   * @param end says why no reply comes any more
   * @param onUnused runs when the last handle of the connection was given up
   */
  public OutboundCalls(
      String endpoint,
      CallMemory memory,
      Deadlines deadlines,
      Channels channels,
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
    this.lost = new LostMemory(end, lane);
    this.dispatch =
        new ReplyDispatch(slots, memory.geometry().slotCount(), lost, signals.attention());
    this.growth = new SlotGrowth(slots, dispatch, waiting);
    this.leases = new CallLeases(slots, growth, inbound, end, lost);
    this.failures = new CallFailures(endpoint, this, lane, end);
    this.exclusiveSlots = new ExclusiveSlots(leases, growth, failures);
    this.lane = lane;
    this.end = end;
    this.waiting = waiting;
    this.deadlines = deadlines;
    this.channels = channels;
    this.sentLimits = memory.toServer();
    this.receivedLimits = memory.toCaller();
    this.root = new CallScope(0, Integer.MAX_VALUE, onUnused);
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
   * Opens a caller with a ring and slots for so many calls of its own, for one thread.
   *
   * @throws RanvierException LIMIT_EXCEEDED when all exclusive rings or too many slots are in use;
   *     INVALID_ARGUMENT, INTERRUPTED, CONNECTION_CLOSED, PEER_DIED
   */
  public Caller openExclusive(CallScope scope, int inFlight) {
    return open(scope, on -> exclusive(on, inFlight));
  }

  /**
   * Opens a caller that any number of threads may use at once.
   *
   * @throws RanvierException CONNECTION_CLOSED, PEER_DIED
   */
  public Caller openShared(CallScope scope) {
    return open(scope, this::unowned);
  }

  /**
   * Opens a shared caller that is no handle of what it calls on, and is never closed.
   *
   * @throws CallException when the connection has ended
   */
  public Caller unowned(CallScope scope) {
    failures.refuseIfEnded("cannot call");
    return new Caller(this, lane.openForCalls(false), null, scope);
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

  private Caller exclusive(CallScope scope, int inFlight) {
    CallSender sender = lane.openForCalls(true);
    Caller caller = null;
    try {
      int most = Math.min(scope.maxInFlight(), maxInFlight());
      caller = new Caller(this, sender, exclusiveSlots.lease(inFlight, most), scope);
      return caller;
    } finally {
      if (caller == null) {
        boolean ignored = sender.close();
      }
    }
  }

  /** Returns how many calls can be in flight, further slots included. */
  int maxInFlight() {
    return slots.maxSlots();
  }

  /** Counts the calls in flight; see {@link CallLeases#inFlight}. */
  public int inFlight() {
    return leases.inFlight();
  }

  /** No reply comes any more: all who wait return. Idempotent. */
  public void end() {
    try {
      slots.end();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // The memory is gone; the end stands already.
    }
    slots.freeSlots().wakeAll();
    dispatch.wakeAll();
  }

  /** Waits until nobody sleeps for a reply, after the end: the memory may be unmapped then. */
  public void awaitAwake() {
    slots.replies().awaitAwake();
  }

  /** Wakes threads that wait for replies; the housekeeper calls it when a byte has come. */
  public void onDoorbell() {
    try {
      slots.replies().unparkAll();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Lets waiting threads look at their deadlines; returns whether anybody waits. */
  public boolean onTick() {
    return slots.replies().nudge() | dispatch.rescan();
  }

  /** Wakes those who wait for a slot, to look whether what they call on is closed. */
  public void scopeClosed() {
    slots.freeSlots().wakeAll();
  }

  /** Returns where a thread sleeps until an attempt may meet that back pressure no more. */
  SleepingPlace placeFor(long status) {
    return status == Status.NO_CALL_SLOT ? slots.freeSlots() : lane.sleeper();
  }

  LostMemory lost() {
    return lost;
  }

  /** Returns how much metadata a reply may carry. */
  MetadataLimits receivedLimits() {
    return receivedLimits;
  }

  CallFailures failures() {
    return failures;
  }

  /** Returns the calls' slots, for whoever does not want to care whether their memory is gone. */
  CallLeases leases() {
    return leases;
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

  Channels channels() {
    return channels;
  }

  /** Returns whether no call can be made any more. */
  public boolean isEnded() {
    return slots.isEnded();
  }

  /**
   * Explains by the end of the connection the failure of what the peer may have begun with;
   * rethrows a failure that it does not explain.
   */
  public CallException ended(String what, Throwable failure) {
    boolean ignored = lost.or(failure);
    CallException ended = failures.ended(true, what);
    ended.addSuppressed(failure);
    return ended;
  }

  /** Ends the connection because of what the peer wrote. */
  CallException refusedPeer(RanvierException e) {
    lane.refusePeer(e.getMessage());
    return new CallException(ErrorCode.PROTOCOL_ERROR, e.getMessage());
  }
}
