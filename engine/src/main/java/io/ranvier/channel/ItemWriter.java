package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.payload.PayloadSlot;
import io.ranvier.ring.ExclusiveRingWriter;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingWriter;
import java.lang.foreign.MemorySegment;

/**
 * Puts items where the receiver reads them: short ones into the cells of the ring, others into
 * payload slots of the channel's own. Borrows the memory; owns the slot that it holds.
 *
 * <p>Methods that return a long answer 0 or more, or BACK_PRESSURED, NO_PAYLOAD_SLOT or
 * PROTOCOL_ERROR of {@link Status}.
 *
 * <p>Threads: the sender's.
 */
final class ItemWriter {
  private final ChannelBlock block;
  private final MemorySegment segment;
  private final ExclusiveRingWriter ring;
  private final OutboundLane lane;
  private final int maxInlineBytes;
  private final int maxItemBytes;
  private final SegmentBuffer item = new SegmentBuffer();
  private final PayloadSlot slot = new PayloadSlot();
  private ItemSlots slots;
  private boolean holdsSlot;

  ItemWriter(ChannelBlock block, long generation, int maxPayloadBytes, OutboundLane lane) {
    this.block = block;
    this.segment = block.memory().segment();
    this.ring = new ExclusiveRingWriter(block.memory().ring(generation));
    this.lane = lane;
    this.maxInlineBytes = Math.min(ring.maxInlineBytes(), maxPayloadBytes);
    long most = Math.max(maxInlineBytes, block.memory().payloadBytes());
    this.maxItemBytes = (int) Math.min(most, maxPayloadBytes);
  }

  int maxItemBytes() {
    return maxItemBytes;
  }

  /** Returns the number of the cell behind all that was published. */
  long position() {
    return ring.position();
  }

  SegmentBuffer item() {
    return item;
  }

  /** Copies an item and publishes it. */
  long write(MemorySegment source, long offset, int length) {
    refuseIfClaimed();
    if (length <= maxInlineBytes) {
      return status(ring.write(inline(length), 0, 0, source, offset));
    }
    long status = lease(length);
    if (status != 0) {
      return status;
    }
    MemorySegment.copy(source, offset, slot.segment(), slot.offset(), length);
    return publishSlot(length);
  }

  /** Claims memory for an item, with room in the ring to publish it. */
  long claim(int length) {
    refuseIfClaimed();
    if (length <= maxInlineBytes) {
      long offset = ring.claim(length);
      if (offset >= 0) {
        item.wrap(segment, offset, length);
      }
      return Math.min(status(offset), 0);
    }
    if (!ring.hasRoom(0)) {
      return Status.BACK_PRESSURED;
    }
    long status = lease(length);
    if (status == 0) {
      item.wrap(slot.segment(), slot.offset(), length);
    }
    return status;
  }

  /** Publishes what was claimed. */
  long publish() {
    int length = item.capacity();
    item.release();
    return length <= maxInlineBytes
        ? status(ring.publishClaimed(inline(length)))
        : publishSlot(length);
  }

  /** Gives up what was claimed; a slot is kept for the next item. */
  void abort() {
    item.release();
  }

  /** Gives up all that is held. */
  void close() {
    item.release();
    if (holdsSlot) {
      holdsSlot = false;
      boolean ignored = slot.free();
    }
  }

  /** Returns whether an item of that length could be written now, as far as memory goes. */
  boolean hasRoom(int length) {
    if (length <= maxInlineBytes) {
      return ring.hasRoom(length);
    }
    return ring.hasRoom(0) && lease(length) == 0;
  }

  void refuseUnlessClaimed() {
    if (!item.isLive()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot publish item: nothing is claimed; claim memory first");
    }
  }

  private void refuseIfClaimed() {
    if (item.isLive()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot send item: one is claimed; publish or abort it first");
    }
  }

  /** Holds a slot for an item of that length; the one that is held already may do. */
  private long lease(int length) {
    if (length > maxItemBytes) {
      throw tooLarge(length);
    }
    if (holdsSlot && slot.slotBytes() >= length) {
      return 0;
    }
    close();
    if (slots == null) {
      slots = block.slots(lane);
    }
    long status = slots.lease(length, slot);
    holdsSlot = status == 0;
    return status;
  }

  private long publishSlot(int length) {
    long descriptor =
        FrameLayout.descriptor(
            FrameLayout.KIND_DATA, FrameLayout.FLAG_SLOT, slot.arrayNumber(), length);
    slot.handOver();
    long cell = ring.writeSlot(descriptor, 0, 0, slot.reference());
    if (cell < 0) {
      slot.takeBack();
      return status(cell);
    }
    slot.sent();
    holdsSlot = false;
    return cell;
  }

  private static long inline(int length) {
    return FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length);
  }

  private static long status(long cell) {
    if (cell >= 0) {
      return cell;
    }
    return cell == RingWriter.FULL ? Status.BACK_PRESSURED : Status.PROTOCOL_ERROR;
  }

  private RanvierException tooLarge(int length) {
    return new RanvierException(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "cannot send item: lengthBytes=%d, limitBytes=%d; send it in parts, or raise "
                .formatted(length, maxItemBytes)
            + "ChannelOptions.payloadBytes of the sender and maxPayloadBytes on both sides");
  }
}
