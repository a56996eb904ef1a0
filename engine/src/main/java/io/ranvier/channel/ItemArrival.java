package io.ranvier.channel;

import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.memory.Faults;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import java.lang.foreign.MemorySegment;

/**
 * Waits for what comes next in a channel: an item, its end, or that of the connection.
 *
 * <p>Threads: the receiver's; {@link #wake} any.
 */
final class ItemArrival {
  private final ChannelBlock block;
  private final MemorySegment segment;
  private final long base;
  private final ItemReader items;
  private final LaneEnd end;
  private final LostMemory lost;
  private final Waiter waiter;
  private final Ready anything = () -> hasNext() || hasEnded();

  ItemArrival(ChannelBlock block, ItemReader items, LaneEnd end, LostMemory lost, Waiting waiting) {
    this.block = block;
    this.segment = block.memory().segment();
    this.base = block.memory().base();
    this.items = items;
    this.end = end;
    this.lost = lost;
    this.waiter = new Waiter(waiting);
  }

  /** Waits for anything; false when the time ran out first. */
  boolean await(long timeoutNs) {
    return waiter.await(anything, block.sleeper(), timeoutNs);
  }

  /** Waits for a fact that {@link #wake} may be called for, or the end of the memory. */
  void await(Ready fact) {
    try {
      boolean ignored = waiter.await(fact, block.sleeper(), Long.MAX_VALUE);
      Faults.check();
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Has the receiver look again at what it waits for. */
  void wake() {
    try {
      block.sleeper().wakeAll();
      Faults.check();
    } catch (InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /** Returns whether an item, or padding, is there. */
  boolean hasNext() {
    try {
      return Faults.checked(items.hasNext());
    } catch (IllegalStateException | InternalError e) {
      return lost.or(e);
    }
  }

  /** Returns whether no item is there, and none comes any more. */
  boolean isAtEnd() {
    return hasEnded() && !hasNext();
  }

  private boolean hasEnded() {
    try {
      return Faults.checked(end.isEnded() || ChannelLayout.endedAcquire(segment, base) != 0);
    } catch (IllegalStateException | InternalError e) {
      return !lost.or(e);
    }
  }
}
