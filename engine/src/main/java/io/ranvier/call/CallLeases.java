package io.ranvier.call;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import io.ranvier.routing.MuxedSlots;
import io.ranvier.routing.ReplyRouter;
import io.ranvier.slot.SlotBlock;
import io.ranvier.slot.SlotBlocks;

/**
 * The slots of calls: leased, looked at, freed. The memory may be gone at any moment, because
 * another thread or the peer has ended the connection: then everything here has a plain answer, and
 * nothing throws. Borrows the memory.
 *
 * <p>Threads: any; those of a call or an exclusive caller as it says itself.
 */
final class CallLeases {
  private final MuxedSlots slots;
  private final SlotGrowth growth;
  private final InboundLane inbound;
  private final LaneEnd end;
  private final LostMemory lost;

  /**
   * @param inbound the peer's sending direction, in whose payload slots long replies lie
   */
  CallLeases(
      MuxedSlots slots, SlotGrowth growth, InboundLane inbound, LaneEnd end, LostMemory lost) {
    this.slots = slots;
    this.growth = growth;
    this.inbound = inbound;
    this.end = end;
    this.lost = lost;
  }

  /** Leases up to 64 slots for one thread; null when none is free, or the memory is gone. */
  SlotBlock tryLeaseBlock() {
    try {
      return Faults.checked(slots.tryLeaseBlock());
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
      return null;
    }
  }

  /**
   * Counts the calls in flight, those of exclusive callers as their whole blocks; 0 when the memory
   * is gone.
   */
  int inFlight() {
    try {
      return Faults.checked(slots.inFlight());
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
      return 0;
    }
  }

  /** Returns whether a call has its reply; false when its memory is gone. */
  boolean isAnswered(long reference) {
    try {
      return Faults.checked(slots.isAnswered(reference));
    } catch (IllegalStateException | InternalError e) {
      return lost.or(e);
    }
  }

  /** Returns whether the peer may have begun with the call in that cell. */
  boolean isTaken(CallSender sender, long cell) {
    try {
      return Faults.checked(sender.isTaken(cell));
    } catch (IllegalStateException | InternalError e) {
      return !lost.or(e);
    }
  }

  /** Leases a slot; returns its reference, or why there is none. */
  long tryLease(Caller caller) {
    long reference = caller.tryLease();
    if (reference >= 0) {
      return reference;
    }
    long ended = end.status();
    if (ended == 0 && !caller.isExclusive()) {
      boolean ignored = growth.request();
    }
    return ended != 0 ? ended : Status.NO_CALL_SLOT;
  }

  /**
   * Leases a slot of those that callers share; {@link ReplyRouter#NONE} when the memory is gone.
   */
  long tryLeaseShared() {
    try {
      return Faults.checked(slots.tryAcquire());
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
      return ReplyRouter.NONE;
    }
  }

  /** Frees a slot; false when that was done before, or the memory is gone. */
  boolean free(Caller caller, long reference) {
    try {
      return Faults.checked(caller.free(reference));
    } catch (IllegalStateException | InternalError e) {
      return lost.or(e);
    }
  }

  /** Ends a call whose reply was seen; in a payload slot, or not. */
  void endSeen(Caller caller, long reference, boolean inSlot) {
    // Of a call that was answered in its own slot the answerer keeps nothing.
    boolean freed = !inSlot && caller.freeUntold(reference);
    if (!freed && free(caller, reference) && inSlot) {
      ringSpace();
    }
  }

  /** Ends a call that was sent and whose reply was not seen; if there is none, it is cancelled. */
  void endUnseen(Caller caller, CallSender sender, long reference) {
    boolean cancelled = !isAnswered(reference) && !slots.isEnded();
    if (free(caller, reference) && cancelled && !caller.isClosed()) {
      cancel(sender, reference);
    }
  }

  /** If there is no room, the peer sees it by the generation, only later. */
  private static void cancel(CallSender sender, long reference) {
    try {
      long ignored = sender.tryCancel(reference);
    } catch (RanvierException e) {
      // So it does if the caller was closed by another thread just now.
      if (e.code() != ErrorCode.WRONG_STATE) {
        throw e;
      }
    }
  }

  /** Wakes an answerer that waits for a payload slot: one that a reply lay in is of no use now. */
  private void ringSpace() {
    try {
      inbound.ringSpace();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Gives blocks of slots back. */
  void close(SlotBlocks blocks) {
    try {
      blocks.close();
      slots.blockClosed();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }
}
