package io.ranvier.lane;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.payload.PayloadPool;
import io.ranvier.payload.PayloadSlot;
import io.ranvier.ring.RingWriter;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Ringer;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Sleeper;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.SlotBacking;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * The sending side of a lane: opens senders and keeps what they share. Borrows the region's memory.
 *
 * <p>Threads: any.
 */
public final class OutboundLane {
  private final MemorySegment segment;
  private final long base;
  private final RingWriter[] rings;
  private final PayloadPool pool;
  private final Ringer data;
  private final Sleeper space;
  private final Waiting waiting;
  private final CounterBlock counters;
  private final LaneEnd end;
  private final LaneHost host;
  private final LostMemory lost;
  private final int maxPayloadBytes;
  private int openRings;
  private int exclusiveInUse;

  /**
   * @param backings gives the storage of payload array number i
   * @param maxPayloadBytes the longest frame that the peer takes
   * @param waiting how a thread waits for space
   */
  public OutboundLane(
      LaneMemory memory,
      Function<Integer, SlotBacking> backings,
      int maxPayloadBytes,
      Waiting waiting,
      Signals signals,
      LaneEnd end,
      LaneHost host) {
    this.segment = memory.segment();
    this.base = memory.base();
    this.rings = memory.writers();
    this.counters = signals.counters();
    this.data = signals.ringer(segment, base + LaneLayout.DATA);
    this.space = signals.sleeper(segment, base + LaneLayout.SPACE, Counter.SENDER_PARKS);
    this.pool = memory.pool(counters, space::wakeAll, backings);
    this.waiting = waiting;
    this.end = end;
    this.host = host;
    this.lost = new LostMemory(end, this);
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /**
   * Opens a sender with a ring of its own, for one thread: no locked instruction on its path.
   *
   * @throws RanvierException LIMIT_EXCEEDED when all exclusive rings are in use; CONNECTION_CLOSED
   */
  public Sender openExclusive() {
    return openUnlessEnded(takeExclusive());
  }

  private synchronized int takeExclusive() {
    refuseIfEnded();
    for (int ring = 1; ring < rings.length; ring++) {
      if ((exclusiveInUse & (1 << ring)) == 0) {
        exclusiveInUse |= 1 << ring;
        return ring;
      }
    }
    throw new RanvierException(
        ErrorCode.LIMIT_EXCEEDED,
        "cannot open exclusive sender: exclusiveRings=%d, all in use; close one, use a shared "
                .formatted(rings.length - 1)
            + "sender, or raise LaneOptions.exclusiveRings");
  }

  /** Opens a sender on the ring that all shared senders claim from, for any number of threads. */
  public Sender openShared() {
    return openUnlessEnded(0);
  }

  /** Opens a sender for calls; as {@link #openExclusive} and {@link #openShared}. */
  public CallSender openForCalls(boolean exclusive) {
    return new CallSender(exclusive ? openExclusive() : openShared());
  }

  /**
   * Leases a payload slot, without waiting.
   *
   * @return 0, or a {@link Status}
   * @throws RanvierException PAYLOAD_TOO_LARGE, LIMIT_EXCEEDED when no slot will ever be large
   *     enough
   */
  public long tryLease(int length, PayloadSlot into) {
    checkLength(length);
    return lease(length, hint(), into);
  }

  /**
   * Leases a payload slot, and waits for one.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return 0, {@link Status#TIMED_OUT}, or the status of a lane that has ended
   */
  public long lease(int length, PayloadSlot into, long timeoutNs) {
    Retry lease =
        new Retry(
            Status.NO_PAYLOAD_SLOT,
            () -> false,
            () -> end.isEnded() ? end.status() : tryLease(length, into));
    return await(lease, timeoutNs) ? lease.result() : Status.TIMED_OUT;
  }

  /** Wakes the threads of this process that wait for a payload slot. */
  public void slotFreed() {
    space.wakeAll();
  }

  /** Returns the doorbell on which threads sleep until there is space. */
  public Sleeper sleeper() {
    return space;
  }

  /** Returns the payload slots of this side. */
  public PayloadPool pool() {
    return pool;
  }

  private synchronized Sender open(int ring) {
    refuseIfEnded();
    openRings |= 1 << ring;
    // HB lane.open: the ring's bit before its first frame.
    LaneLayout.openRingsRelease(segment, base, openRings);
    return new Sender(this, rings[ring], ring, data, end);
  }

  private Sender openUnlessEnded(int ring) {
    try {
      return Faults.checked(open(ring));
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
      refuseIfEnded();
      throw e;
    }
  }

  private void refuseIfEnded() {
    if (end.isEnded()) {
      throw new RanvierException(
          ErrorCode.CONNECTION_CLOSED,
          "cannot open sender: status=%s; connect again".formatted(Status.name(end.status())));
    }
  }

  synchronized void closeExclusive(int ring) {
    exclusiveInUse &= ~(1 << ring);
  }

  /** Waits until an attempt is over; false when the time ran out first. */
  boolean await(Ready attempt, long timeoutNs) {
    return new Waiter(waiting).await(attempt, space, timeoutNs);
  }

  /**
   * Leases a payload slot.
   *
   * @return 0, {@link Status#NO_PAYLOAD_SLOT}, or the status of a lane that has ended meanwhile
   * @throws RanvierException LIMIT_EXCEEDED when no slot will ever be large enough
   */
  long lease(int length, int hint, PayloadSlot into) {
    int status = pool.tryLease(length, hint, into);
    if (status == PayloadPool.LEASED) {
      return 0;
    }
    boolean coming = host.requestExtent(pool, length, Long.MAX_VALUE);
    if (status != PayloadPool.NONE_FITS || coming) {
      return Status.NO_PAYLOAD_SLOT;
    }
    if (end.isEnded()) {
      return end.status();
    }
    throw new RanvierException(
        ErrorCode.LIMIT_EXCEEDED,
        "cannot lease payload slot: lengthBytes=%d; no slot is that large, and no extent can be had: "
                .formatted(length)
            + host.extentRefusal());
  }

  /** Returns where the calling thread begins to look for a slot. */
  static int hint() {
    return (int) Thread.currentThread().threadId();
  }

  /** Returns the longest frame that the peer takes, in bytes. */
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** Returns 0 while the lane is open, else the status that says why it ended. */
  public long endStatus() {
    return end.status();
  }

  /** Returns the connection that this lane belongs to. */
  public LaneHost host() {
    return host;
  }

  /** Returns this side's counters. */
  public CounterBlock counters() {
    return counters;
  }

  /** Returns what explains why an access failed. */
  LostMemory lost() {
    return lost;
  }

  /** Ends the connection because of what the peer wrote. */
  public void refusePeer(String what) {
    host.protocolError(what);
  }

  /** Ends the connection if somebody made its files shorter; see {@link LaneHost}. */
  public boolean endIfCutShort() {
    return host.endIfCutShort();
  }

  void countRefusal(long status) {
    try {
      if (status == Status.BACK_PRESSURED) {
        counters.add(Counter.RING_FULL, 1);
      } else if (status == Status.NO_PAYLOAD_SLOT) {
        counters.add(Counter.PAYLOAD_EXHAUSTED, 1);
      }
      Faults.check();
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Refuses a payload that the peer would not take (R8). */
  void checkLength(int length) {
    if (length < 0) {
      throw SourceRange.negative(length);
    }
    if (length > maxPayloadBytes) {
      throw new RanvierException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "cannot send: lengthBytes=%d, limitBytes=%d; send it in parts or raise "
                  .formatted(length, maxPayloadBytes)
              + "maxPayloadBytes on both sides");
    }
  }
}
