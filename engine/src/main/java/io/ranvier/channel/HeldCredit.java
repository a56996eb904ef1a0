package io.ranvier.channel;

import io.ranvier.lane.OutboundLane;
import io.ranvier.ring.ChannelLayout;
import java.lang.foreign.MemorySegment;

/**
 * The credit of a channel as its sender sees it: what it has sent, and what was granted.
 *
 * <p>Threads: the sender's.
 */
final class HeldCredit {
  private static final long MOST = Integer.MAX_VALUE;

  private final MemorySegment segment;
  private final long base;
  private final OutboundLane lane;
  private long sent;
  private long granted;

  HeldCredit(ChannelMemory memory, OutboundLane lane) {
    this.segment = memory.segment();
    this.base = memory.base();
    this.lane = lane;
  }

  /** Returns whether one item more may be sent. */
  boolean isLeft() {
    return sent < granted || left() > 0;
  }

  /** Returns how many items may be sent now. */
  long left() {
    // HB channel.credit: the receiver's last look at items before the credit for more.
    long now = ChannelLayout.grantedAcquire(segment, base);
    if (now < granted || now - sent > MOST) {
      lane.refusePeer(
          "channel refused: granted=%d, before=%d, sent=%d".formatted(now, granted, sent));
      return 0;
    }
    granted = now;
    return now - sent;
  }

  /** Counts an item; returns its number, from 0. */
  long use() {
    return sent++;
  }
}
