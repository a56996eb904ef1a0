package io.ranvier.channel;

import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.ring.RingLayout;
import io.ranvier.signal.Sleeper;
import java.lang.foreign.MemorySegment;

/**
 * A subscriber's {@link Position} as the broadcast's sender sees it.
 *
 * <p>Threads: any; {@link #end} takes effect once.
 */
public final class PositionWatch {
  /** Last word of a sender that sends this subscriber nothing more, though others get more. */
  public static final long EVICTED = -1;

  /** Last word for a subscription that never began. */
  public static final long ENDED = 1;

  private final ChannelBlock block;
  private final MemorySegment segment;
  private final long base;
  private final OutboundLane lane;
  private final LaneEnd end;
  private final LostMemory lost;
  private volatile boolean ended;

  PositionWatch(ChannelBlock block, OutboundLane lane, LaneEnd end) {
    this.block = block;
    this.segment = block.memory().segment();
    this.base = block.memory().base();
    this.lane = lane;
    this.end = end;
    this.lost = new LostMemory(end, lane);
  }

  /**
   * Returns whether the subscriber reads no more: it has closed, or its connection has ended, or it
   * was told the end. From then on the block may carry something else.
   */
  public boolean isGone() {
    try {
      return Faults.checked(
          ended || end.isEnded() || ChannelLayout.overAcquire(segment, base) != 0);
    } catch (IllegalStateException | InternalError e) {
      return !lost.or(e);
    }
  }

  /** Gives the block back if the subscriber reads no more; returns whether. */
  boolean endIfGone() {
    boolean gone = isGone();
    if (gone) {
      end(ENDED);
    }
    return gone;
  }

  /**
   * Returns the cell up to which the subscriber has read; unchecked, and of no meaning once it is
   * gone.
   */
  public long position() {
    try {
      // HB ring.consume: the reader's last read of a cell before the next write to it.
      return Faults.checked(
          RingLayout.headAcquire(segment, base + ChannelLayout.STRUCT.byteSize()));
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
    return 0;
  }

  /** Wakes the subscriber if it sleeps. */
  public void ring() {
    try {
      block.ringer().ringIfWanted();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Returns where the sender is told that the subscriber has moved on or is gone. */
  public Sleeper sleeper() {
    return block.sleeper();
  }

  /** Ends the subscriber's connection if somebody made its files shorter; returns whether. */
  public boolean endIfCutShort() {
    return lane.endIfCutShort();
  }

  /** Ends the subscriber's connection because of what it wrote. */
  public void refusePeer(String what) {
    lane.refusePeer(what);
  }

  /**
   * Says the last word.
   *
   * @param word {@link #EVICTED}, or 1 + the number of the cell behind the last item
   */
  public void end(long word) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    lost.guard(() -> block.endSending(word - 1, Metadata.empty(), end));
  }
}
