package io.ranvier.lane;

import io.ranvier.payload.PayloadSlot;
import io.ranvier.ring.FrameLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Sends payloads that are too long for the cells of a ring: copied into a payload slot each.
 *
 * <p>Threads: those of its sender.
 */
final class SlotSender {
  private static final VarHandle SPARE;

  static {
    try {
      SPARE = MethodHandles.lookup().findVarHandle(SlotSender.class, "spare", PayloadSlot.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Sender sender;
  private final OutboundLane lane;

  @SuppressWarnings("unused") // through SPARE: lets a send allocate nothing
  private PayloadSlot spare = new PayloadSlot();

  SlotSender(Sender sender, OutboundLane lane) {
    this.sender = sender;
    this.lane = lane;
  }

  /** Leases a slot, copies the payload into it and publishes it, without waiting. */
  long attempt(int method, MemorySegment source, long offset, int length) {
    lane.checkLength(length);
    SourceRange.check(source, offset, length);
    PayloadSlot kept = (PayloadSlot) SPARE.getAndSet(this, (PayloadSlot) null);
    PayloadSlot slot = kept == null ? new PayloadSlot() : kept;
    long status = lane.lease(length, OutboundLane.hint(), slot);
    if (status == 0) {
      status = Status.CLOSED;
      try {
        MemorySegment.copy(source, offset, slot.segment(), slot.offset(), length);
        long descriptor = FrameLayout.data(slot.arrayNumber(), length);
        status = sender.publishSlot(slot, descriptor, 0, FrameLayout.route(method, 0));
      } finally {
        // A full ring wakes the others when the receiver moves on. To wake them here would let two
        // blocked senders wake each other for ever.
        if (status < 0 && slot.free() && status != Status.BACK_PRESSURED) {
          sender.slotFreed();
        }
      }
    }
    SPARE.setRelease(this, slot);
    return status;
  }
}
