package io.ranvier.channel;

import io.ranvier.error.RanvierException;
import io.ranvier.lane.OutboundLane;
import io.ranvier.metadata.Metadata;
import io.ranvier.ring.ChannelLayout;
import java.lang.foreign.MemorySegment;

/**
 * Sees that the receiver of a channel takes no more.
 *
 * <p>Threads: the sender's.
 */
final class ResetWatch {
  private final ChannelBlock block;
  private final MemorySegment segment;
  private final long base;
  private final OutboundLane lane;
  private Metadata metadata = Metadata.empty();
  private boolean reset;

  ResetWatch(ChannelBlock block, OutboundLane lane) {
    this.block = block;
    this.segment = block.memory().segment();
    this.base = block.memory().base();
    this.lane = lane;
  }

  /** Returns whether the receiver has written a last word; {@link #isReset} reads it. */
  boolean isOver() {
    return reset || ChannelLayout.overOpaque(segment, base) != 0;
  }

  /** Returns whether that is a reset; any other one is a protocol error. */
  boolean isReset() {
    if (reset) {
      return true;
    }
    // HB channel.over: the receiver's last look at the block before its end.
    int over = ChannelLayout.overAcquire(segment, base);
    if (over == ChannelLayout.RESET) {
      reset = readMetadata();
    } else if (over != 0) {
      lane.refusePeer("channel refused: over=%d, and the sender has not ended".formatted(over));
    }
    return reset;
  }

  private boolean readMetadata() {
    try {
      metadata = block.overMetadata();
      return true;
    } catch (RanvierException e) {
      lane.refusePeer(e.getMessage());
      return false;
    }
  }

  /** Returns what the reset carried; empty before it was seen. */
  Metadata metadata() {
    return metadata;
  }
}
