package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.lane.OutboundLane;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingReader;
import io.ranvier.slot.BorrowedSlots;
import java.lang.foreign.MemorySegment;

/**
 * Finds items and shows them where they lie: in the cells of the ring, or in payload slots. Borrows
 * the memory; holds the slot of the item that it shows.
 *
 * <p>Threads: the receiver's.
 */
final class ItemReader {
  private final MemorySegment segment;
  private final RingReader ring;
  private final PayloadInbox inbox;
  private final OutboundLane lane;
  private final int maxPayloadBytes;
  private final SegmentBuffer item = new SegmentBuffer();
  private BorrowedSlots slots;
  private long slotReference;

  ItemReader(ChannelBlock block, long generation, PayloadInbox inbox, OutboundLane lane) {
    this.segment = block.memory().segment();
    this.ring = new RingReader(block.memory().ring(generation));
    this.inbox = inbox;
    this.lane = lane;
    this.maxPayloadBytes = lane.maxPayloadBytes();
  }

  /**
   * Shows the next item; {@link #finish} ends the view.
   *
   * @param covered whether credit was given for it
   * @return false when none is there, or what is there is refused and the connection ends
   */
  boolean next(boolean covered) {
    // Behind all credit no stream goes on: not to be waited for before new credit is given.
    if (!covered && !ring.hasNext()) {
      return false;
    }
    long offset = ring.next(segment);
    if (offset < 0) {
      if (offset == RingReader.CORRUPT) {
        lane.refusePeer("channel refused: what stands at the reader's position is not an item");
      }
      return false;
    }
    long descriptor = ring.descriptor();
    int length = FrameLayout.length(descriptor);
    int flags = FrameLayout.flags(descriptor);
    boolean plain = FrameLayout.kind(descriptor) == FrameLayout.KIND_DATA;
    if (!plain || !covered || length > maxPayloadBytes || (flags & ~FrameLayout.FLAG_SLOT) != 0) {
      lane.refusePeer(
          "item refused: kind=%d, flags=%d, lengthBytes=%d, limitBytes=%d, covered by credit=%b"
              .formatted(FrameLayout.kind(descriptor), flags, length, maxPayloadBytes, covered));
      return false;
    }
    if (flags != 0) {
      return showSlot(offset, FrameLayout.array(descriptor), length);
    }
    item.wrap(segment, offset + FrameLayout.PAYLOAD_OFFSET, length);
    ring.consume();
    return true;
  }

  SegmentBuffer item() {
    return item;
  }

  /** Ends the view; returns whether a slot went back to the sender. */
  boolean finish() {
    if (slots == null) {
      return false;
    }
    BorrowedSlots held = slots;
    slots = null;
    return held.giveBack(slotReference);
  }

  /** Ends the last view. */
  void close() {
    item.release();
  }

  /** Returns whether an item or padding is there; acquire. */
  boolean hasNext() {
    return ring.hasNext();
  }

  /** Returns the number of the first cell that was not consumed. */
  long position() {
    return ring.position();
  }

  /** Gives consumed cells back; returns whether there were any. */
  boolean release() {
    return ring.release();
  }

  /** Gives consumed cells back if they are a quarter of the ring or more. */
  boolean releaseIfDue() {
    return ring.releaseIfDue();
  }

  private boolean showSlot(long offset, int array, int length) {
    long reference = FrameLayout.slotReferencePlain(segment, offset);
    BorrowedSlots found = inbox.find(array, length);
    if (found == null || !found.accept(reference)) {
      lane.refusePeer(
          "payload reference of item refused: array=%d, lengthBytes=%d, reference=%d"
              .formatted(array, length, reference));
      return false;
    }
    slots = found;
    slotReference = reference;
    item.wrap(found.segment(), found.slotOffset(reference), length);
    ring.consume();
    return true;
  }
}
