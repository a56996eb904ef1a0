package io.ranvier.lane;

import io.ranvier.payload.PayloadClass;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.ring.Ring;
import io.ranvier.ring.RingLayout;
import io.ranvier.slot.SlotArrayGeometry;
import java.lang.foreign.MemorySegment;

/**
 * Where the parts of a lane lie, in bytes from its base.
 *
 * <p>Computed from the options that both sides agreed on in the handshake; no offset is ever read
 * from shared memory.
 *
 * <pre>
 *  openRings, doorbells | ring 0 (shared) | ring 1.. (exclusive) | payload array 0.. | channel 0..
 * </pre>
 */
public record LaneGeometry(LaneOptions options) {
  /** Lanes begin on pages. */
  public static final int ALIGNMENT = 4096;

  int ringCount() {
    return 1 + options.exclusiveRings();
  }

  /** Returns ring {@code index} of a lane that begins at {@code base}. */
  Ring ring(MemorySegment segment, long base, int index, long key) {
    long offset = LaneLayout.STRUCT.byteSize() + index * RingLayout.totalBytes(options.ringCells());
    return new Ring(segment, base + offset, options.ringCells(), key);
  }

  /** Returns where payload array {@code index} begins; for {@code index} = count, where all end. */
  public long payloadOffset(int index) {
    long offset =
        LaneLayout.STRUCT.byteSize() + ringCount() * RingLayout.totalBytes(options.ringCells());
    for (int i = 0; i < index; i++) {
      offset = payloadAligned(offset, i) + payloadGeometry(i).totalBytes();
    }
    return index < options.payloadClasses().size() ? payloadAligned(offset, index) : offset;
  }

  /** Returns how payload array {@code index} is laid out. */
  public SlotArrayGeometry payloadGeometry(int index) {
    PayloadClass payloadClass = options.payloadClasses().get(index);
    return payloadClass.geometry();
  }

  /** Returns how many payload arrays the lane has. */
  public int payloadCount() {
    return options.payloadClasses().size();
  }

  /**
   * Returns where the block of channel {@code index} begins; for {@code index} = count, the end.
   */
  public long channelOffset(int index) {
    long first = SlotArrayGeometry.align(payloadOffset(payloadCount()), RingLayout.ALIGNMENT);
    return first + index * ChannelLayout.totalBytes(options.channels().ringCells());
  }

  /** Returns how many channels the lane has. */
  public int channelCount() {
    return options.channels().count();
  }

  /** Returns the size of the lane in bytes, a multiple of {@link #ALIGNMENT}. */
  public long totalBytes() {
    return SlotArrayGeometry.align(channelOffset(channelCount()), ALIGNMENT);
  }

  private long payloadAligned(long offset, int index) {
    return SlotArrayGeometry.align(offset, payloadGeometry(index).slotAlignment());
  }
}
