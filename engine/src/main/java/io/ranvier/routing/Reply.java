package io.ranvier.routing;

import io.ranvier.buffer.SegmentBuffer;
import java.lang.foreign.MemorySegment;

/**
 * A reply, read where it lies. Reusable; dead after {@link #release} and until a call's reply is
 * shown.
 *
 * <p>The bytes are memory that the peer can still write to: code that must not see them change
 * copies them first.
 *
 * <p>Threads: one at a time.
 */
public final class Reply {
  private final SegmentBuffer payload = new SegmentBuffer();
  private int status;
  private int flags;

  /** Makes a view of nothing. */
  public Reply() {}

  /** Returns 0 for an answer, else what went wrong. */
  public int status() {
    return status;
  }

  /** Returns what the answerer said about the payload besides; flags of {@link Answerer}. */
  public int flags() {
    return flags;
  }

  /** Returns whether the payload lies in a payload slot of the answerer's. */
  public boolean isInSlot() {
    return (flags & Answerer.IN_SLOT) != 0;
  }

  /** Returns the answer; of length 0 if it is empty. */
  public SegmentBuffer payload() {
    return payload;
  }

  /** Ends the view. Call it before the call is released. */
  public void release() {
    payload.release();
  }

  /** Moves the view behind what stands in front of the payload; for whoever stands above. */
  public void skip(int bytes) {
    payload.wrap(payload.segment(), payload.segmentOffset() + bytes, payload.capacity() - bytes);
  }

  void show(MemorySegment segment, long offset, int length) {
    payload.wrap(segment, offset, length);
  }

  void describe(int newStatus, int newFlags) {
    status = newStatus;
    flags = newFlags;
  }
}
