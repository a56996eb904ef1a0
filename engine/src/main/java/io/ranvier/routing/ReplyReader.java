package io.ranvier.routing;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.slot.BorrowedSlots;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;

/** Reads replies from the memory that the answerer writes; checks what stands there. Any thread. */
final class ReplyReader {
  private final MemorySegment segment;
  private final int maxReplyBytes;
  private final PayloadInbox inbox;
  private final int maxPayloadBytes;

  /** Reads replies that lie in their slots. */
  ReplyReader(MemorySegment segment, int maxReplyBytes) {
    this(segment, maxReplyBytes, new PayloadInbox(), 0);
  }

  /**
   * Reads replies that lie in their slots or in payload slots.
   *
   * @param inbox the answerer's payload slots
   * @param maxPayloadBytes the longest reply of all
   */
  ReplyReader(MemorySegment segment, int maxReplyBytes, PayloadInbox inbox, int maxPayloadBytes) {
    this.segment = segment;
    this.maxReplyBytes = maxReplyBytes;
    this.inbox = inbox;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** Returns whether the reply that carries that token lies in the slot. */
  boolean isThere(long slot, long token) {
    // HB reply.publish: the bytes of a reply before its token.
    return ReplyLayout.tokenAcquire(segment, slot) == token;
  }

  /**
   * Shows the reply that carries that token, if it is there.
   *
   * @throws RanvierException PROTOCOL_ERROR when what stands there cannot be a reply
   */
  boolean poll(long slot, long token, Reply into) {
    if (!isThere(slot, token)) {
      return false;
    }
    long outcome = ReplyLayout.outcomePlain(segment, slot);
    long placement = ReplyLayout.placementPlain(segment, slot);
    int length = ReplyLayout.length(outcome);
    if ((ReplyLayout.flags(placement) & Answerer.IN_SLOT) != 0) {
      pollInSlot(slot, outcome, placement, into);
      return true;
    }
    if (length < 0 || length > maxReplyBytes) {
      throw refused(length, maxReplyBytes);
    }
    into.show(segment, slot + ReplyLayout.PAYLOAD_OFFSET, length);
    into.describe(ReplyLayout.status(outcome), ReplyLayout.flags(placement));
    return true;
  }

  private void pollInSlot(long slot, long outcome, long placement, Reply into) {
    int length = ReplyLayout.length(outcome);
    if (length < 0 || length > maxPayloadBytes) {
      throw refused(length, maxPayloadBytes);
    }
    long reference = ReplyLayout.slotReferencePlain(segment, slot);
    int array = ReplyLayout.array(placement);
    BorrowedSlots slots = inbox.find(array, length);
    if (slots == null
        || !SlotReference.isValid(reference)
        || SlotReference.index(reference) >= slots.geometry().slotCount()) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "reply refused: array=%d, lengthBytes=%d, reference=%d; the answerer broke the protocol"
              .formatted(array, length, reference));
    }
    into.show(slots.segment(), slots.slotOffset(reference), length);
    into.describe(ReplyLayout.status(outcome), ReplyLayout.flags(placement));
  }

  private static RanvierException refused(int length, int limit) {
    return new RanvierException(
        ErrorCode.PROTOCOL_ERROR,
        "reply refused: lengthBytes=%d, limitBytes=%d; the answerer broke the protocol"
            .formatted(length, limit));
  }
}
