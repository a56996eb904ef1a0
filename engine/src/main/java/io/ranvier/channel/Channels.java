package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LaneMemory;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Sleeper;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiter;
import io.ranvier.signal.Waiting;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The channels of one connection, as one side knows them. Borrows the region's memory.
 *
 * <p>Threads: any.
 */
public final class Channels {
  /** How often who waits for a block looks whether it is there. */
  private static final long LOOK_NS = 100_000;

  private final ChannelBlocks outbound;
  private final ChannelBlocks inbound;
  private final Supplier<PayloadInbox> inbox;
  private final OutboundLane lane;
  private final LaneEnd outboundEnd;
  private final LaneEnd inboundEnd;
  private final LostMemory lost;
  private final Waiting waiting;
  private final Set<PositionWatch> positions = ConcurrentHashMap.newKeySet();

  /**
   * @param out the lane on whose channels this side sends
   * @param client whether this side opens the even blocks
   * @param takes limits of the metadata that this side takes
   * @param peerTakes limits of the metadata that the peer takes
   * @param inbox gives the peer's payload slots
   */
  public Channels(
      LaneMemory out,
      LaneMemory in,
      boolean client,
      MetadataLimits takes,
      MetadataLimits peerTakes,
      Supplier<PayloadInbox> inbox,
      OutboundLane lane,
      LaneEnd outboundEnd,
      LaneEnd inboundEnd,
      Signals signals,
      Waiting waiting) {
    this.outbound = new ChannelBlocks(out, true, client, signals, takes, peerTakes);
    this.inbound = new ChannelBlocks(in, false, client, signals, takes, peerTakes);
    this.inbox = inbox;
    this.lane = lane;
    this.outboundEnd = outboundEnd;
    this.inboundEnd = inboundEnd;
    this.lost = new LostMemory(outboundEnd, lane);
    this.waiting = waiting;
  }

  /** Makes the list of what is opened with one call. */
  public OpenedChannels newList() {
    return new OpenedChannels(this);
  }

  /**
   * Takes the channels that come with a call of the peer's.
   *
   * @param source where their entries stand
   * @throws RanvierException PROTOCOL_ERROR when one of them cannot be; the connection is to end
   */
  public OfferedChannels accept(SegmentBuffer source, int offset, int count) {
    OfferedChannels offered = new OfferedChannels(count);
    for (int i = 0; i < count; i++) {
      int at = offset + i * ChannelEntry.BYTES;
      offered.add(accept(ChannelEntry.read(source, at)));
    }
    return offered;
  }

  /** Counts this side's open ends of channels. */
  public int openCount() {
    return outbound.openCount() + inbound.openCount();
  }

  /** Sums what the receivers of open channels say they have read: it changes with traffic. */
  public long headSum() {
    return outbound.headSum() + inbound.headSum();
  }

  /** Counts the channels of which this side takes the items. */
  public int takenCount() {
    return inbound.openCount();
  }

  /** Wakes all who wait; the end of the connection stands already. */
  public void wakeAll() {
    forEachSleeper(Channels::wakeAll);
  }

  /** Waits until nobody sleeps on a channel, after the end: the memory may be unmapped then. */
  public void awaitAwake() {
    forEachSleeper(Sleeper::awaitAwake);
  }

  /** Wakes those whom a byte on the socket may be for. */
  public void onDoorbell() {
    forEachSleeper(Sleeper::unparkAll);
    giveUpPositions();
  }

  /** Lets waiting threads look around, frees memory; returns whether any channel is left. */
  public boolean onTick() {
    forEachSleeper(Sleeper::nudge);
    giveUpPositions();
    try {
      outbound.reclaim();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
    return outbound.isAnyOccupied() || inbound.isAnyOccupied();
  }

  ChannelBlocks.Opened open(boolean sends, int window) {
    return open("cannot open channel", sends, window);
  }

  private ChannelBlocks.Opened open(String what, boolean sends, int window) {
    ChannelEntry.checkWindow(window);
    ChannelBlocks blocks = sends ? outbound : inbound;
    ChannelBlocks.Opened opened = null;
    try {
      opened = outboundEnd.isEnded() ? null : blocks.tryOpen(window);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
    if (opened != null) {
      return opened;
    }
    if (outboundEnd.isEnded()) {
      throw new RanvierException(ErrorCode.CONNECTION_CLOSED, what + ": the connection has ended");
    }
    throw new RanvierException(
        ErrorCode.LIMIT_EXCEEDED,
        what
            + ": channels=%d, half of them this side's, all in use; close one, or raise "
                .formatted(blocks.count())
            + "ChannelOptions.count of the side that sends");
  }

  /** Takes a block for a position; waits for one that is on its way back from the peer. */
  ChannelBlocks.Opened openPosition(long timeoutNs) {
    ChannelBlocks.Opened[] opened = {null};
    Ready settled =
        () -> {
          opened[0] = outboundEnd.isEnded() ? null : inbound.tryOpen(0);
          return opened[0] != null || outboundEnd.isEnded() || !inbound.isOneLeaving();
        };
    SleepingPlace place = (_, ns) -> LockSupport.parkNanos(this, Math.min(ns, LOOK_NS));
    boolean ignored = new Waiter(waiting).await(settled, place, timeoutNs);
    return opened[0] != null
        ? opened[0]
        : open("cannot subscribe, which takes a channel", false, 0);
  }

  Tx tx(ChannelBlocks.Opened opened) {
    return new Tx(
        opened.block(), opened.generation(), lane.maxPayloadBytes(), lane, outboundEnd, waiting);
  }

  Rx rx(ChannelBlocks.Opened opened, int window) {
    return new Rx(
        opened.block(), opened.generation(), window, inbox.get(), lane, inboundEnd, waiting);
  }

  Position position(ChannelBlocks.Opened opened) {
    return new Position(opened.block(), lane, inboundEnd);
  }

  private PositionWatch watch(ChannelBlocks.Opened opened) {
    PositionWatch watch = new PositionWatch(opened.block(), lane, outboundEnd);
    positions.add(watch);
    return watch;
  }

  /** Subscribers that have left wait for their blocks, though the sender may not look for long. */
  private void giveUpPositions() {
    positions.removeIf(PositionWatch::endIfGone);
  }

  private Object accept(ChannelEntry entry) {
    if (entry.callerSends()) {
      return rx(inbound.accept(entry.reference()), entry.window());
    }
    ChannelBlocks.Opened opened = outbound.accept(entry.reference());
    return entry.position() ? watch(opened) : tx(opened);
  }

  private void forEachSleeper(Consumer<Sleeper> action) {
    outbound.forEachInUse(block -> action.accept(block.sleeper()));
    inbound.forEachInUse(block -> action.accept(block.sleeper()));
  }

  private static void wakeAll(Sleeper sleeper) {
    try {
      sleeper.wakeAll();
      Faults.check();
    } catch (InternalError e) {
      // The region was cut short; who sleeps there looks for himself before long.
    }
  }
}
