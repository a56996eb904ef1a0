package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.PollingThread;
import io.ranvier.lane.Status;
import io.ranvier.lane.ThreadOwner;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.ring.ChannelLayout;
import io.ranvier.signal.Waiting;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * The receiving end of a channel. Owns it until its end was seen or it was reset.
 *
 * <p>With a window of n the sender may always be n items ahead of what was taken here: credit goes
 * back in steps of max(1, n / 2) items. With a window of 0 only {@link #grant} gives any.
 *
 * <p>Threads: the first that uses it. Taking an item allocates nothing.
 */
public final class Rx implements AutoCloseable {
  private final ChannelBlock block;
  private final MemorySegment segment;
  private final long base;
  private final ItemReader items;
  private final OutboundLane lane;
  private final LaneEnd end;
  private final LostMemory lost;
  private final ItemArrival arrival;
  private final ThreadOwner owner = new ThreadOwner("channel", true);
  private final GivenCredit credit;
  private Metadata endMetadata = Metadata.empty();
  private Metadata resetMetadata = Metadata.empty();
  private long over;
  private boolean polling;
  private boolean closed;

  /**
   * @param window how many items the sender may be ahead; the block's {@code granted} says the same
   */
  Rx(
      ChannelBlock block,
      long generation,
      int window,
      PayloadInbox inbox,
      OutboundLane lane,
      LaneEnd end,
      Waiting waiting) {
    this.block = block;
    this.segment = block.memory().segment();
    this.base = block.memory().base();
    this.items = new ItemReader(block, generation, inbox, lane);
    this.credit = new GivenCredit(block.memory(), window);
    this.lane = lane;
    this.end = end;
    this.lost = new LostMemory(end, lane);
    this.arrival = new ItemArrival(block, items, end, lost, waiting);
  }

  /**
   * Hands waiting items to the handler, without waiting for more.
   *
   * @param limit the most items to take; with 0 or less none is taken
   * @return how many were taken; or, when there were none, a {@link Status}: END when the sender
   *     has closed the channel and all was taken, RESET after {@link #reset}, or why the connection
   *     has ended; 0 when more may come
   * @throws RanvierException WRONG_THREAD; WRONG_STATE when closed, or when a handler polls
   */
  public int poll(ItemHandler handler, int limit) {
    owner.check();
    refuseNested();
    if (over != 0) {
      return (int) over;
    }
    if (end.isStopped()) {
      return (int) end.status();
    }
    if (limit < 1) {
      return 0;
    }
    polling = true;
    try {
      int handled = take(handler, limit);
      return Faults.checked(handled > 0 ? handled : rest(handler, limit));
    } catch (IllegalStateException e) {
      if (segment.scope().isAlive()) {
        throw e;
      }
      return (int) end.status();
    } catch (InternalError e) {
      return (int) lost.status(e);
    } finally {
      polling = false;
      if (over == Status.RESET) {
        tellReset();
      }
    }
  }

  /**
   * Hands waiting items to the handler; waits for the first as the connection's {@code Waiting}
   * says.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return as {@link #poll}; 0 when the time ran out
   * @throws RanvierException as {@link #poll}; INTERRUPTED
   */
  public int receive(ItemHandler handler, int limit, long timeoutNs) {
    int handled = poll(handler, limit);
    if (handled != 0 || timeoutNs <= 0 || limit < 1) {
      return handled;
    }
    PollingThread.refuseWait("items of a channel", "use poll, or serve on an executor");
    long startNs = System.nanoTime();
    long leftNs = timeoutNs;
    try {
      while (handled == 0 && leftNs > 0 && arrival.await(leftNs)) {
        handled = poll(handler, limit);
        leftNs = timeoutNs - (System.nanoTime() - startNs);
      }
      Faults.check();
    } catch (InternalError e) {
      return (int) lost.status(e);
    }
    return handled;
  }

  /**
   * Lets the sender send so many items more. Credit only grows.
   *
   * @param items 1 or more
   * @throws RanvierException INVALID_ARGUMENT; LIMIT_EXCEEDED when more than 2^31 - 1 would be
   *     granted and not taken
   */
  public void grant(int items) {
    owner.check();
    if (over != 0 || end.isStopped()) {
      return;
    }
    try {
      credit.grant(items);
      block.ringer().ringIfWanted();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
  }

  /**
   * Makes a publisher, for one subscriber, that owns the channel from then on.
   *
   * @param executor runs one task, as long as the subscription; the reader reads items in place
   */
  public <T> Flow.Publisher<T> asPublisher(
      Executor executor, Function<? super SegmentBuffer, ? extends T> reader) {
    return new RxPublisher<>(this, arrival, executor, reader);
  }

  /** Lets another thread receive from now on; called by the one that did, or before the first. */
  public void letGo() {
    owner.letGo();
  }

  /** Returns what the sender's end carried; empty before. */
  public Metadata endMetadata() {
    return endMetadata;
  }

  /** Takes no more, as the sender's next send tells it; does nothing after the end. */
  public void reset() {
    reset(Metadata.empty());
  }

  /**
   * Takes no more, and says why.
   *
   * @throws RanvierException LIMIT_EXCEEDED when the metadata is more than {@link
   *     ChannelLayout#METADATA_BYTES} or than the peer takes; WRONG_THREAD
   */
  public void reset(Metadata metadata) {
    owner.check();
    if (over != 0) {
      return;
    }
    block.checkMetadata(metadata);
    over = Status.RESET;
    resetMetadata = metadata;
    if (!polling) {
      tellReset();
    }
  }

  /** Not from within a handler: the sender takes its memory back when it sees the reset. */
  private void tellReset() {
    if (end.isStopped()) {
      block.leave();
      return;
    }
    lost.guard(() -> block.endTaking(ChannelLayout.RESET, resetMetadata));
  }

  /** Gives the channel up: resets it unless its end was seen. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      reset();
      closed = true;
      boolean ignored = owner.release();
    }
  }

  /**
   * The peer will never learn of the channel. Any thread: another one that receives meanwhile finds
   * the channel ended.
   */
  void forget() {
    lost.guard(() -> {
      block.endForPeer();
      if (owner.releaseIfUnused()) {
        closed = true;
        over = Status.RESET;
        block.endTaking(ChannelLayout.TAKEN, Metadata.empty());
      }
    });
  }

  private int take(ItemHandler handler, int limit) {
    int handled = 0;
    boolean slotsBack = false;
    try {
      while (handled < limit && over == 0) {
        if (!items.next(credit.covers(handled))) {
          break;
        }
        handled++;
        try {
          handler.onItem(items.item());
        } finally {
          slotsBack |= items.finish();
        }
      }
    } finally {
      items.close();
      settle(handled, slotsBack);
    }
    return handled;
  }

  /** Nothing was there: gives back what is left, and looks whether it is the end. */
  private int rest(ItemHandler handler, int limit) {
    if (items.release()) {
      block.ringer().ringIfWanted();
    }
    long ended = end.status();
    // HB channel.ended: all items and the sender's last look at the block before its end.
    long sendEnded = ChannelLayout.endedAcquire(segment, base);
    if (end.isStopped()) {
      return (int) end.status();
    }
    if (ended == 0 && sendEnded == 0) {
      return 0;
    }
    // Once more: who ends has published all items before.
    int handled = take(handler, limit);
    if (handled > 0) {
      return handled;
    }
    if (sendEnded == 0) {
      return (int) ended;
    }
    return atEnd(sendEnded - 1);
  }

  private int atEnd(long position) {
    if (position != items.position()) {
      lane.refusePeer(
          "channel refused: ended at cell %d, items up to cell %d"
              .formatted(position, items.position()));
      return (int) end.status();
    }
    try {
      endMetadata = block.endedMetadata();
    } catch (RanvierException e) {
      lane.refusePeer(e.getMessage());
      return (int) end.status();
    }
    block.endTaking(ChannelLayout.TAKEN, Metadata.empty());
    over = Status.END;
    return (int) over;
  }

  private void settle(int handled, boolean slotsBack) {
    if (handled > 0 && (slotsBack | items.releaseIfDue() | credit.took(handled))) {
      block.ringer().ringIfWanted();
    }
  }

  private void refuseNested() {
    if (polling) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot poll channel: a handler must not poll its own channel");
    }
  }
}
