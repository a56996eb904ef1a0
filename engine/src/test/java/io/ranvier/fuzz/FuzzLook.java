package io.ranvier.fuzz;

import io.ranvier.Connection;
import io.ranvier.Inside;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.lane.Status;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.ring.RingLayout;
import io.ranvier.routing.Reply;
import io.ranvier.slot.BorrowedSlots;
import java.lang.foreign.MemorySegment;

/**
 * What may be seen of a peer's bytes, whatever the peer wrote: nothing longer than the limits that
 * were agreed on, nothing that reaches over the end of where it lies. Any thread.
 */
final class FuzzLook {
  private static final int MOST_ARRAYS = 64;
  private static final int MOST_INLINE = RingLayout.maxInlineBytes(256);

  private final Connection connection;

  FuzzLook(Connection connection) {
    this.connection = connection;
  }

  /** Looks at an answer. */
  int reply(Reply reply) {
    if (!reply.isInSlot() && reply.payload().capacity() > FuzzSide.REPLY_BYTES) {
      throw new AssertionError("reply lengthBytes=" + reply.payload().capacity());
    }
    return payload(reply.payload());
  }

  /** Looks at any other payload. */
  int payload(SegmentBuffer buffer) {
    int length = buffer.capacity();
    if (length < 0 || length > FuzzSide.MAX_PAYLOAD) {
      throw new AssertionError("lengthBytes=" + length);
    }
    checkPlace(buffer, length);
    return sum(buffer);
  }

  static void text(String text) {
    if (text == null) {
      throw new AssertionError("null");
    }
  }

  /** Statuses have names. */
  static void status(long status) {
    if (status < Status.EVICTED) {
      throw new AssertionError("status " + status);
    }
  }

  /** Reads all of it. */
  static int sum(SegmentBuffer buffer) {
    int sum = 0;
    for (int i = 0; i < buffer.capacity(); i += 16) {
      sum += buffer.getByte(i);
    }
    return sum;
  }

  private void checkPlace(SegmentBuffer buffer, int length) {
    PayloadInbox inbox = Inside.session(connection).inbound().inbox();
    MemorySegment segment = buffer.segment();
    long offset = buffer.segmentOffset();
    for (int number = 0; number < MOST_ARRAYS; number++) {
      BorrowedSlots slots = inbox.find(number, 0);
      if (slots != null && slots.segment() == segment) {
        long at = offset - slots.slotOffset(0);
        long slotBytes = slots.geometry().slotBytes();
        if (at >= 0 && at < slotBytes * slots.geometry().slotCount()) {
          if (at % slotBytes + length > slotBytes) {
            throw new AssertionError(
                "array=%d, slotBytes=%d, at=%d, lengthBytes=%d"
                    .formatted(number, slotBytes, at % slotBytes, length));
          }
          return;
        }
      }
    }
    BorrowedSlots first = inbox.find(0, 0);
    if (first != null && first.segment() == segment && length > MOST_INLINE) {
      throw new AssertionError("no slot, and lengthBytes=" + length);
    }
  }
}
