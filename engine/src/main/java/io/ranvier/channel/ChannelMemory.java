package io.ranvier.channel;

import io.ranvier.lane.LaneMemory;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.ring.Ring;
import io.ranvier.ring.RingLayout;
import java.lang.foreign.MemorySegment;

/**
 * The block of a channel: its words and its ring. Borrows the segment.
 *
 * @param base where the block begins, a multiple of {@link RingLayout#ALIGNMENT}
 * @param payloadBytes the most memory that the payload slots of the channel take
 * @param key random number of the connection; its highest byte is not 0
 */
record ChannelMemory(MemorySegment segment, long base, int ringCells, long payloadBytes, long key) {
  /**
   * What the generation is multiplied with: odd, its bits without pattern (2^64 / golden ratio).
   */
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private static final long HIGHEST_BYTE = 0xFFL << 56;

  /** Returns the block of a lane's channel {@code index}. */
  static ChannelMemory of(LaneMemory lane, int index) {
    return new ChannelMemory(
        lane.segment(),
        lane.base() + lane.geometry().channelOffset(index),
        lane.geometry().options().channels().ringCells(),
        lane.geometry().options().channels().payloadBytes(),
        lane.key());
  }

  /** Returns the cell up to which the receiver says it has read. */
  long head() {

    return RingLayout.headAcquire(segment, base + ChannelLayout.STRUCT.byteSize());
  }

  /**
   * Returns the ring of the block's channel of that generation. Each has a key of its own: frames
   * that an earlier channel left in the cells are none to a later one.
   */
  Ring ring(long generation) {
    long mixed = key + generation * MIX;
    long ringKey = key & HIGHEST_BYTE | mixed & ~HIGHEST_BYTE;
    return new Ring(segment, base + ChannelLayout.STRUCT.byteSize(), ringCells, ringKey);
  }
}
