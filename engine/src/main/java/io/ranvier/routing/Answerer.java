package io.ranvier.routing;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.signal.Ringer;
import io.ranvier.signal.Signals;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The answering side of an array of replies. Borrows the memory that holds them.
 *
 * <p>Threads: any; different calls are answered at the same time. An answer never waits for the
 * caller.
 */
public final class Answerer {
  /** What became of an answer. */
  public enum Outcome {
    /** The caller has it. */
    DELIVERED,
    /** Dropped: the call is over and its slot in use by a later one, or it was never accepted. */
    STALE,
    /** Dropped: the call was answered before. */
    ANSWERED
  }

  private final MemorySegment segment;
  private final long firstSlot;
  private final long slotBytes;
  private final int maxReplyBytes;
  private final AnswerTable table;
  private final Ringer replies;
  private final CounterBlock counters;

  /**
   * @param segment the memory that both sides share
   * @param base where the replies lie in it
   * @param signals how to wake the caller
   */
  public Answerer(MemorySegment segment, long base, ReplyGeometry geometry, Signals signals) {
    this.segment = segment;
    this.firstSlot = geometry.slotOffset(base, 0);
    this.slotBytes = geometry.slots().slotBytes();
    this.maxReplyBytes = geometry.maxReplyBytes();
    this.table =
        new AnswerTable(
            Arena.ofAuto().allocate(8L * geometry.slotCount(), 8), geometry.slotCount());
    this.replies = signals.ringer(segment, base + ReplyGeometry.REPLIES);
    this.counters = signals.counters();
  }

  /**
   * Makes a call known that came in; from now on it may be answered, once, and no earlier call of
   * its slot any more.
   *
   * @param reference as it came in
   * @return false when it is out of range or not newer than the last: the caller broke the protocol
   */
  public boolean accept(long reference) {
    return table.accept(reference);
  }

  /**
   * Answers a call: copies the answer into the caller's reply and announces it.
   *
   * @param status 0 for an answer, else what went wrong; a number of the user's
   * @throws RanvierException PAYLOAD_TOO_LARGE: nothing was sent, the call can still be answered
   */
  public Outcome answer(long reference, int status, MemorySegment source, long offset, int length) {
    if (length < 0 || length > maxReplyBytes) {
      throw tooLarge(length, maxReplyBytes);
    }
    int claim = table.claim(reference);
    if (claim != AnswerTable.CLAIMED) {
      counters.add(Counter.REFUSED_REPLIES, 1);
      return claim == AnswerTable.STALE ? Outcome.STALE : Outcome.ANSWERED;
    }
    boolean written = false;
    try {
      write(reference, status, source, offset, length);
      written = true;
    } finally {
      if (written) {
        table.finish(reference);
      } else {
        table.giveUp(reference);
      }
    }
    replies.ringIfWanted();
    return Outcome.DELIVERED;
  }

  /**
   * Takes the right to answer back, where caller and answerer are one process: when it returns,
   * nothing writes into that call's reply any more.
   */
  public void revoke(long reference) {
    table.revoke(reference);
  }

  private void write(long reference, int status, MemorySegment source, long offset, int length) {
    long slot = firstSlot + SlotReference.index(reference) * slotBytes;
    MemorySegment.copy(source, offset, segment, slot + ReplyLayout.PAYLOAD_OFFSET, length);
    ReplyLayout.outcomePlain(segment, slot, status, length);
    // HB reply.publish: the bytes of a reply before its token.
    ReplyLayout.tokenRelease(segment, slot, reference);
  }

  static RanvierException tooLarge(int length, int maxReplyBytes) {
    return new RanvierException(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "cannot answer: lengthBytes=%d, limitBytes=%d; raise the size of replies or send less"
            .formatted(length, maxReplyBytes));
  }
}
