package io.ranvier.lane;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.slot.BorrowedSlots;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A payload kept beyond its handler's call. Owns it until closed; reusable afterwards.
 *
 * <p>Threads: one at a time; it may be handed to another thread with a happens-before edge.
 */
public final class RetainedPayload implements AutoCloseable {
  private final SegmentBuffer payload = new SegmentBuffer();
  private MemorySegment copy = MemorySegment.NULL;
  private InboundLane lane;
  private BorrowedSlots slots;
  private long slotReference;
  private boolean holding;

  /** Makes a holder that holds nothing. */
  public RetainedPayload() {}

  /** Returns the payload; the view is dead when this holder is closed. */
  public SegmentBuffer payload() {
    return payload;
  }

  /** Returns whether a payload is held. */
  public boolean isHolding() {
    return holding;
  }

  /** Lets go of the payload; a slot goes back to its sender, exactly once. */
  @Override
  public void close() {
    if (!holding) {
      return;
    }
    holding = false;
    payload.release();
    if (slots != null) {
      lane.giveBack(slots, slotReference);
    }
  }

  void hold(InboundLane from, BorrowedSlots array, long reference, SegmentBuffer view) {
    refuseIfHolding();
    lane = from;
    slots = array;
    slotReference = reference;
    payload.wrap(view);
    holding = true;
  }

  void copy(SegmentBuffer view) {
    refuseIfHolding();
    if (copy.byteSize() < view.capacity()) {
      copy = Arena.ofAuto().allocate(view.capacity(), 8);
    }
    slots = null;
    payload.wrap(copy, 0, view.capacity());
    payload.putBytes(0, view, 0, view.capacity());
    holding = true;
  }

  private void refuseIfHolding() {
    if (holding) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot retain frame: holder=in use; close the holder first");
    }
  }
}
