package io.ranvier.routing;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.ShortCopy;
import io.ranvier.payload.PayloadSlot;
import io.ranvier.signal.Ringer;
import io.ranvier.signal.Signals;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The answering side of an array of replies, and of those added to it. Borrows the memory that
 * holds them.
 *
 * <p>The right to answer a call is either open to all threads ({@link #accept}), and the first that
 * answers has it, or held by the thread that accepts all calls ({@link #hold}), which then answers
 * without a locked instruction or lets the others in ({@link #open}).
 *
 * <p>Threads: any; different calls are answered at the same time. An answer never waits for the
 * caller.
 */
public final class Answerer {
  /** Flag: the answer lies in a payload slot. */
  static final int IN_SLOT = 1;

  /** Flag: the caller wants the call marked as answered, see {@link MuxedSlots#takeAnswered}. */
  public static final int NOTIFY = 2;

  /** Flag, for whoever stands above: the payload begins with an envelope. */
  public static final int ENVELOPE = 4;

  /** What became of a call that came in. */
  public enum Acceptance {
    /** The calling thread holds the right to answer it. */
    HELD,
    /** A newer call of that slot came before: this one was given up, and nobody waits for it. */
    OVER,
    /** No call that an honest caller makes. */
    REFUSED
  }

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
  private final long answered;
  private final int maxReplyBytes;
  private final int firstCount;
  private final AnsweredSlots first;
  private volatile AnsweredSlots[] further = {};
  private final Ringer replies;
  private final CounterBlock counters;

  /**
   * @param segment the memory that both sides share
   * @param base where the replies lie in it
   * @param signals how to wake the caller
   */
  public Answerer(MemorySegment segment, long base, ReplyGeometry geometry, Signals signals) {
    this.segment = segment;
    this.answered = base + ReplyGeometry.ANSWERED;
    this.maxReplyBytes = geometry.maxReplyBytes();
    this.firstCount = geometry.slotCount();
    this.first = new AnsweredSlots(segment, geometry.slotsBase(base), geometry.slots(), 0);
    this.replies = signals.ringer(segment, base + ReplyGeometry.REPLIES);
    this.counters = signals.counters();
  }

  /**
   * Makes a further array known; before the caller may lease its slots. By one thread at a time.
   *
   * @param added the memory that holds the array and nothing else
   */
  public void add(MemorySegment added, ReplyExtent extent) {
    AnsweredSlots[] grown = Arrays.copyOf(further, further.length + 1);
    grown[further.length] = new AnsweredSlots(added, 0, extent.slots(), extent.firstIndex());
    further = grown;
  }

  /** Returns the longest answer that lies in a call's own slot, in bytes. */
  public int maxReplyBytes() {
    return maxReplyBytes;
  }

  /**
   * Makes a call known that came in; from now on it may be answered by any thread, once, and no
   * earlier call of its slot any more.
   *
   * @param reference as it came in
   * @return false when it is out of range or not newer than the last: the caller broke the protocol
   */
  public boolean accept(long reference) {
    AnsweredSlots slots = of(reference);
    return slots.table().accept(slots.local(reference));
  }

  /**
   * Makes a call known like {@link #accept}, and keeps the right to answer it for the calling
   * thread. All calls are accepted by one thread at a time. Calls of one slot may come by several
   * ways, and so the newer one first.
   */
  public Acceptance hold(long reference) {
    AnsweredSlots slots = of(reference);
    return switch (slots.table().hold(slots.local(reference))) {
      case AnswerTable.CLAIMED -> Acceptance.HELD;
      case AnswerTable.STALE -> Acceptance.OVER;
      default -> Acceptance.REFUSED;
    };
  }

  /**
   * Stores into the line of a reply that will be written soon, so that it comes to this core: an
   * answer's own stores would fetch it when there is no time left. The line belongs to the
   * answerer; what is stored is read by nobody. Only in the first array, all of whose storage is
   * there.
   *
   * @param reference as it came in, unchecked
   */
  public void fetch(long reference) {
    if (SlotReference.index(reference) < firstCount) {
      ReplyLayout.touch(segment, first.slot(reference));
    }
  }

  /** Lets any thread answer a call that the calling thread holds and has not answered. */
  public void open(long reference) {
    AnsweredSlots slots = of(reference);
    slots.table().open(slots.local(reference));
  }

  /**
   * Returns whether the caller has ended the call: nobody reads an answer to it any more. That of a
   * call that was answered in its own slot may show late, at the latest with the slot's next call.
   */
  public boolean isOver(long reference) {
    AnsweredSlots slots = of(reference);
    long local = slots.local(reference);
    return slots.leases().isOver(local) || !slots.table().isNewest(local);
  }

  /**
   * Answers a call: copies the answer into the caller's reply and announces it.
   *
   * @param status 0 for an answer, else what went wrong; a number of the user's
   * @throws RanvierException PAYLOAD_TOO_LARGE: nothing was sent, the call can still be answered
   */
  public Outcome answer(long reference, int status, MemorySegment source, long offset, int length) {
    return answer(reference, status, 0, source, offset, length);
  }

  /** Like the other, with {@link #NOTIFY} and {@link #ENVELOPE} as flags. */
  public Outcome answer(
      long reference, int status, int flags, MemorySegment source, long offset, int length) {
    checkLength(length);
    Outcome claim = claim(reference);
    if (claim != Outcome.DELIVERED) {
      return claim;
    }
    boolean written = false;
    try {
      write(reference, status, flags, source, offset, length);
      written = true;
    } finally {
      settle(reference, written);
    }
    announce(reference, flags);
    return Outcome.DELIVERED;
  }

  /**
   * Answers a call that the calling thread holds, once; the caller sees to that.
   *
   * @throws RanvierException as {@link #answer}
   */
  public void answerHeld(
      long reference, int status, int flags, MemorySegment source, long offset, int length) {
    checkLength(length);
    write(reference, status, flags, source, offset, length);
    announce(reference, flags);
  }

  /**
   * Answers a call with what lies in a payload slot, which stays leased until the call is over:
   * {@link #isOver}.
   *
   * @param held whether the calling thread holds the right to answer
   */
  public Outcome answerInSlot(
      long reference, int status, int flags, PayloadSlot payload, int length, boolean held) {
    if (!held) {
      Outcome claim = claim(reference);
      if (claim != Outcome.DELIVERED) {
        return claim;
      }
    }
    AnsweredSlots slots = of(reference);
    try {
      ReplyLayout.slotReferencePlain(slots.segment(), slots.slot(reference), payload.reference());
      long placement = ReplyLayout.placement(flags | IN_SLOT, payload.arrayNumber());
      publish(slots, reference, status, length, placement);
    } finally {
      // Also if the memory is gone: who answers a newer call would wait for this one for ever.
      if (!held) {
        slots.table().finish(slots.local(reference));
      }
    }
    announce(reference, flags);
    return Outcome.DELIVERED;
  }

  /**
   * Takes the right to answer back, where caller and answerer are one process: when it returns,
   * nothing writes into that call's reply any more.
   */
  public void revoke(long reference) {
    AnsweredSlots slots = of(reference);
    slots.table().revoke(slots.local(reference));
  }

  private Outcome claim(long reference) {
    AnsweredSlots slots = of(reference);
    int claim = slots.table().claim(slots.local(reference));
    if (claim == AnswerTable.CLAIMED) {
      return Outcome.DELIVERED;
    }
    counters.add(Counter.REFUSED_REPLIES, 1);
    return claim == AnswerTable.STALE ? Outcome.STALE : Outcome.ANSWERED;
  }

  private void settle(long reference, boolean written) {
    AnsweredSlots slots = of(reference);
    if (written) {
      slots.table().finish(slots.local(reference));
    } else {
      slots.table().giveUp(slots.local(reference));
    }
  }

  private void write(
      long reference, int status, int flags, MemorySegment source, long offset, int length) {
    AnsweredSlots slots = of(reference);
    long payload = slots.slot(reference) + ReplyLayout.PAYLOAD_OFFSET;
    ShortCopy.copy(source, offset, slots.segment(), payload, length);
    publish(slots, reference, status, length, ReplyLayout.placement(flags, 0));
  }

  private static void publish(
      AnsweredSlots slots, long reference, int status, int length, long placement) {
    MemorySegment memory = slots.segment();
    long slot = slots.slot(reference);
    ReplyLayout.placementPlain(memory, slot, placement);
    ReplyLayout.outcomePlain(memory, slot, status, length);
    // HB reply.publish: the bytes of a reply before its token.
    ReplyLayout.tokenRelease(memory, slot, reference);
  }

  private void announce(long reference, int flags) {
    if ((flags & NOTIFY) != 0) {
      ReplyLayout.markAnswered(segment, answered, SlotReference.index(reference));
    }
    replies.ringIfWanted();
  }

  private AnsweredSlots of(long reference) {
    int index = SlotReference.index(reference);
    return index < firstCount ? first : find(index);
  }

  /** Finds a further array; for an index that none has, the first, which refuses it. */
  private AnsweredSlots find(int index) {
    AnsweredSlots[] known = further;
    for (int i = 0; i < known.length; i++) {
      if (index < known[i].endIndex()) {
        return known[i];
      }
    }
    return first;
  }

  private void checkLength(int length) {
    if (length < 0 || length > maxReplyBytes) {
      throw tooLarge(length, maxReplyBytes);
    }
  }

  static RanvierException tooLarge(int length, int maxReplyBytes) {
    return new RanvierException(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "cannot answer: lengthBytes=%d, limitBytes=%d; raise the size of replies or send less"
            .formatted(length, maxReplyBytes));
  }
}
