package io.ranvier.channel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.ranvier.lane.LaneMemory;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingLayout;
import java.lang.foreign.MemorySegment;

/** Writes into a channel's block what no honest peer would. */
public final class ForgedBlock {
  private final ChannelMemory memory;
  private final MemorySegment segment;
  private final long base;

  /** Takes block {@code index} of a lane. */
  public ForgedBlock(LaneMemory lane, int index) {
    this.memory = ChannelMemory.of(lane, index);
    this.segment = memory.segment();
    this.base = memory.base();
  }

  public void granted(long value) {
    ChannelLayout.grantedRelease(segment, base, value);
  }

  public void head(long value) {
    long head = ChannelLayout.STRUCT.byteSize() + RingLayout.STRUCT.offset("head");
    segment.set(JAVA_LONG, base + head, value);
  }

  /** Ends the taking, with so many bytes of the metadata that stands there. */
  public void over(int value, int bytes) {
    ChannelLayout.overRelease(segment, base, value, bytes);
  }

  /** Ends the sending, with so many bytes of the metadata that stands there. */
  public void ended(long value, int bytes) {
    ChannelLayout.endedRelease(segment, base, value, bytes);
  }

  /** Fills the metadata of both ends. */
  public void metadata(byte value) {
    segment.asSlice(base + ChannelLayout.ENDED_METADATA, ChannelLayout.METADATA_BYTES).fill(value);
    segment.asSlice(base + ChannelLayout.OVER_METADATA, ChannelLayout.METADATA_BYTES).fill(value);
  }

  /** Puts a frame into the first cell of the block's channel of that generation. */
  public void item(long generation, long descriptor, long slotReference) {
    long key = keyOf(generation);
    long cell = base + ChannelLayout.STRUCT.byteSize() + RingLayout.STRUCT.byteSize();
    segment.set(JAVA_LONG, cell + FrameLayout.STRUCT.offset("kind"), descriptor);
    segment.set(JAVA_LONG, cell + FrameLayout.PAYLOAD_OFFSET, slotReference);
    segment.set(JAVA_LONG, cell, 1 ^ key);
  }

  private long keyOf(long generation) {
    long mixed = memory.key() + generation * 0x9E37_79B9_7F4A_7C15L;
    return memory.key() & 0xFFL << 56 | mixed & ~(0xFFL << 56);
  }
}
