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
 * How far a subscription to a broadcast has come, where the broadcast's sender sees it: in a
 * channel's block of the subscriber's own region, through which no items go.
 *
 * <p>Threads: the subscriber's.
 */
public final class Position {
  private final ChannelBlock block;
  private final MemorySegment segment;
  private final long base;
  private final OutboundLane lane;
  private final LaneEnd end;
  private final LostMemory lost;
  private boolean closed;

  Position(ChannelBlock block, OutboundLane lane, LaneEnd end) {
    this.block = block;
    this.segment = block.memory().segment();
    this.base = block.memory().base();
    this.lane = lane;
    this.end = end;
    this.lost = new LostMemory(end, lane);
  }

  /** Returns 0, or why the connection has ended. */
  public long endStatus() {
    return end.statusOpaque();
  }

  /** Returns 0, or the sender's last word: {@link PositionWatch#EVICTED}, or 1 + its last cell. */
  public long ended() {
    try {
      return Faults.checked(ChannelLayout.endedAcquire(segment, base));
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
    return 0;
  }

  /** Tells the sender that the cells before that one were read. */
  public void store(long cell) {
    try {
      // HB ring.consume: the reader's last read of a cell before the next write to it.
      RingLayout.headRelease(segment, base + ChannelLayout.STRUCT.byteSize(), cell);
      block.ringer().ringIfWanted();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Returns where the subscriber sleeps until something was sent. */
  public Sleeper sleeper() {
    return block.sleeper();
  }

  /** Ends the connection because of what the sender wrote. */
  public void refusePeer(String what) {
    lane.refusePeer(what);
  }

  /** Rethrows a failure, unless the connection's memory is gone; returns why it has ended then. */
  public long lost(InternalError failure) {
    return lost.status(failure);
  }

  /** Gives the position up: the sender waits for it no more. Idempotent. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      block.endTaking(ChannelLayout.RESET, Metadata.empty());
      // The sender may not look for long; until it does, or its housekeeper, the block is in use.
      block.ringer().nudge();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** The peer will never learn of the position. */
  void forget() {
    try {
      // Also if it was closed before: nobody else says the peer's last word.
      block.endForPeer();
      if (!closed) {
        closed = true;
        block.endTaking(ChannelLayout.TAKEN, Metadata.empty());
      }
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }
}
