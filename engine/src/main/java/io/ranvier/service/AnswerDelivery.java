package io.ranvier.service;

import io.ranvier.call.Failure;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import io.ranvier.payload.PayloadSlot;
import io.ranvier.routing.Answerer;
import io.ranvier.signal.Attention;
import io.ranvier.signal.Signals;
import java.lang.foreign.MemorySegment;

/**
 * Brings answers to their callers: short ones into the call's slot, long ones by payload slots,
 * and, when there is none, as soon as there is one. Nothing here waits.
 *
 * <p>The memory may be gone, because the connection has ended, at any moment: nobody waits for an
 * answer then.
 *
 * <p>Threads: any.
 */
final class AnswerDelivery {
  /** An answer that found no payload slot for so long finds none: {@code call.reply.room}. */
  static final long LONGEST_WAIT_NS = 10_000_000_000L;

  private final Answerer answerer;
  private final LongReplies longReplies;
  private final OutboundLane lane;
  private final LaneEnd end;
  private final LostMemory lost;
  private final CounterBlock counters;
  private final Attention attention;
  private final SharedRights rights;

  /**
   * @param signals whose attention frees slots of long answers
   * @param rights also counts the answers that wait for room
   */
  AnswerDelivery(
      Answerer answerer, OutboundLane lane, LaneEnd end, Signals signals, SharedRights rights) {
    this.answerer = answerer;
    this.longReplies = new LongReplies(answerer);
    this.lane = lane;
    this.end = end;
    this.lost = new LostMemory(end, lane);
    this.counters = signals.counters();
    this.attention = signals.attention();
    this.rights = rights;
    lane.pool().harvestAlso(longReplies::sweep);
  }

  /** Returns the longest answer that lies in a call's own slot, in bytes. */
  int maxSlotReplyBytes() {
    return answerer.maxReplyBytes();
  }

  /** Returns whether nobody waits for the answer any more. */
  boolean isOver(long reference) {
    try {
      return Faults.checked(end.isEnded() || answerer.isOver(reference));
    } catch (IllegalStateException | InternalError e) {
      return !lost.or(e);
    }
  }

  /**
   * Answers with bytes that fit into the call's slot.
   *
   * @param held whether the calling thread holds the right to answer
   * @return false when nobody waits for it
   */
  boolean answer(
      long reference,
      int status,
      int flags,
      MemorySegment memory,
      long offset,
      int length,
      boolean held) {
    try {
      if (held) {
        answerer.answerHeld(reference, status, flags, memory, offset, length);
        return Faults.checked(true);
      }
      return Faults.checked(
          answerer.answer(reference, status, flags, memory, offset, length)
              == Answerer.Outcome.DELIVERED);
    } catch (IllegalStateException | InternalError e) {
      return lost.or(e);
    }
  }

  /** Answers with what lies in a payload slot, which is kept until the call is over. */
  boolean answerInSlot(
      long reference, int status, int flags, PayloadSlot slot, int length, boolean held) {
    boolean delivered = false;
    try {
      delivered =
          answerer.answerInSlot(reference, status, flags, slot, length, held)
              == Answerer.Outcome.DELIVERED;
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      delivered = lost.or(e);
    }
    if (delivered) {
      longReplies.add(reference, slot);
      attention.ask();
    } else {
      free(slot);
    }
    return delivered;
  }

  /**
   * Answers from memory of this process as soon as there is a payload slot for it. If there is none
   * in time, the caller is told so: who holds the slots may wait for this very caller.
   *
   * @param waitNs the longest wait in nanoseconds
   */
  boolean answerWhenRoom(
      long reference, int flags, MemorySegment memory, int length, boolean held, long waitNs) {
    if (held) {
      answerer.open(reference);
    }
    rights.begin();
    boolean started = false;
    try {
      Thread thread =
          Thread.ofVirtual()
              .name("ranvier-reply")
              .start(() -> waitAndAnswer(reference, flags, memory, length, waitNs));
      started = thread != null;
    } finally {
      if (!started) {
        rights.end();
      }
    }
    return true;
  }

  /**
   * Answers, with a right that any thread may use, that the call failed.
   *
   * @param flags perhaps those of an answer that could not be given: an error has no envelope
   */
  void fail(long reference, int flags, ErrorCode code, String message) {
    ReplyDraft draft = new ReplyDraft(this);
    byte[] bytes = Failure.encode(0, message, new byte[0], maxSlotReplyBytes());
    draft.claim(bytes.length).putBytes(0, bytes);
    int bare = flags & ~Answerer.ENVELOPE;
    boolean ignored = draft.send(reference, code.number(), bare, false, 0);
  }

  /**
   * Leases a payload slot for a long answer.
   *
   * @return null when none is free now
   * @throws RanvierException PAYLOAD_TOO_LARGE, LIMIT_EXCEEDED, INVALID_ARGUMENT
   */
  PayloadSlot leaseFor(int length) {
    PayloadSlot slot = longReplies.take();
    boolean leased = false;
    try {
      leased = Faults.checked(lane.tryLease(length, slot) == 0);
      return Faults.checked(leased ? slot : null);
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    } finally {
      if (!leased) {
        longReplies.giveBack(slot);
      }
    }
    return null;
  }

  void free(PayloadSlot slot) {
    try {
      if (slot.free()) {
        longReplies.giveBack(slot);
        lane.slotFreed();
      }
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Frees the payload slots of answers whose calls are over, and all that came back besides. */
  void sweep() {
    try {
      int ignored = lane.pool().harvest();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Counts payload slots in which answers lie. */
  int longReplyCount() {
    return longReplies.count();
  }

  /** Rethrows a failure unless the memory is gone, and with it whoever waits; returns false. */
  boolean lost(Throwable failure) {
    return lost.or(failure);
  }

  void countRefused() {
    try {
      counters.add(Counter.REFUSED_REPLIES, 1);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  private void waitAndAnswer(
      long reference, int flags, MemorySegment memory, int length, long waitNs) {
    PayloadSlot slot = longReplies.take();
    boolean holds = false;
    try {
      long leased = lane.lease(length, slot, Math.clamp(waitNs, 0, LONGEST_WAIT_NS));
      if (leased == 0) {
        holds = true;
        MemorySegment.copy(memory, 0, slot.segment(), slot.offset(), length);
        boolean ignored = answerInSlot(reference, 0, flags, slot, length, false);
      } else if (leased == Status.TIMED_OUT) {
        giveUp(reference, flags, length, leased);
      }
      Faults.check();
    } catch (RanvierException e) {
      fail(reference, flags, ErrorCode.HANDLER_FAILED, "no memory for the answer: " + e);
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    } finally {
      if (!holds) {
        longReplies.giveBack(slot);
      }
      rights.end();
    }
  }

  /** Not OVERLOADED: the handler has run, and to run it again may do harm. */
  private void giveUp(long reference, int flags, int length, long status) {
    counters.add(Counter.REPLIES_WITHOUT_ROOM, 1);
    fail(
        reference,
        flags,
        ErrorCode.HANDLER_FAILED,
        "no memory for the answer: status=%s, lengthBytes=%d; it was handled"
            .formatted(Status.name(status), length));
  }
}
