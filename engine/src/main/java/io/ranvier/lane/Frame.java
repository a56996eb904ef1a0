package io.ranvier.lane;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.ring.FrameLayout;
import io.ranvier.slot.BorrowedSlots;
import java.lang.foreign.MemorySegment;

/**
 * A received frame, read where it lies. Borrows; valid during the handler's call.
 *
 * <p>The payload is memory that the peer can still write to. Code that must not see it change
 * copies it first.
 *
 * <p>Threads: the polling thread.
 */
public final class Frame {
  private final SegmentBuffer payload = new SegmentBuffer();
  private final InboundLane lane;
  private BorrowedSlots slots;
  private long slotReference;
  private long route;
  private boolean retained;

  Frame(InboundLane lane) {
    this.lane = lane;
  }

  /** Returns the number that the sender gave the frame. */
  public int method() {
    return FrameLayout.method(route);
  }

  /** Returns when a call is to have begun, in microseconds since the connection's epoch, or 0. */
  int deadline() {
    return FrameLayout.deadline(route);
  }

  /** Returns the size of the payload in bytes. */
  public int length() {
    return payload.capacity();
  }

  /** Returns the payload; the view is dead when the handler has returned. */
  public SegmentBuffer payload() {
    return payload;
  }

  /**
   * Keeps the payload beyond the handler's call, until the holder is closed. A payload that lies in
   * a slot stays where it is, one that lies in the ring is copied.
   *
   * @throws RanvierException WRONG_STATE when the frame is retained already or the holder is in use
   */
  public void retain(RetainedPayload into) {
    if (retained) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot retain frame: retained=true; retain a frame once");
    }
    if (slots != null) {
      into.hold(lane, slots, slotReference, payload);
    } else {
      into.copy(payload);
    }
    retained = true;
  }

  void inline(MemorySegment cells, long offset, int length) {
    slots = null;
    payload.wrap(cells, offset + FrameLayout.PAYLOAD_OFFSET, length);
    route = FrameLayout.routePlain(cells, offset);
    retained = false;
  }

  void inSlot(MemorySegment cells, long offset, BorrowedSlots array, long reference, int length) {
    slots = array;
    slotReference = reference;
    payload.wrap(array.segment(), array.slotOffset(reference), length);
    route = FrameLayout.routePlain(cells, offset);
    retained = false;
  }

  /**
   * Ends the frame's life: the view dies, and a slot that was not retained goes back.
   *
   * @return whether a slot went back
   */
  boolean finish() {
    payload.release();
    return slots != null && !retained && slots.giveBack(slotReference);
  }
}
