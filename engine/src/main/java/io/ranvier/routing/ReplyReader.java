package io.ranvier.routing;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.lang.foreign.MemorySegment;

/** Reads replies from the memory that the answerer writes; checks what stands there. Any thread. */
final class ReplyReader {
  private final MemorySegment segment;
  private final int maxReplyBytes;

  ReplyReader(MemorySegment segment, int maxReplyBytes) {
    this.segment = segment;
    this.maxReplyBytes = maxReplyBytes;
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
    int length = ReplyLayout.length(outcome);
    if (length < 0 || length > maxReplyBytes) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "reply refused: lengthBytes=%d, limitBytes=%d; the answerer broke the protocol"
              .formatted(length, maxReplyBytes));
    }
    into.show(segment, slot + ReplyLayout.PAYLOAD_OFFSET, length, ReplyLayout.status(outcome));
    return true;
  }
}
