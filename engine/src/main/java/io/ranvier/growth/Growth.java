package io.ranvier.growth;

import io.ranvier.agreement.Agreement;
import io.ranvier.agreement.Participant;
import io.ranvier.agreement.Side;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.CallSlotsOffered;
import io.ranvier.control.ControlMessage.CallSlotsReady;
import io.ranvier.control.ControlMessage.CallSlotsRefused;
import io.ranvier.control.ControlMessage.CallSlotsWanted;
import io.ranvier.control.ControlMessage.Draining;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.control.ControlMessage.Finished;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.counter.CounterBlock;
import io.ranvier.payload.PayloadPool;
import io.ranvier.region.RegionSettings;
import io.ranvier.routing.ReplyGeometry;

/**
 * The memory that is added to a connection while it lives: extents with payload slots, and further
 * call slots, in both directions. Owns their mappings.
 *
 * <p>All that is added to one direction counts against one quota. Threads: requests any; the rest
 * the housekeeper.
 */
public final class Growth {
  private final boolean client;
  private final OwnedExtents ownedExtents;
  private final BorrowedExtents borrowedExtents;
  private final OwnedCallSlots ownedCallSlots;
  private final BorrowedCallSlots borrowedCallSlots;

  public Growth(
      Participant participant,
      ExtentFiles files,
      Destinations destinations,
      ControlChannel channel,
      CounterBlock counters) {
    Side side = participant.side();
    Agreement agreement = participant.agreement();
    MemoryQuota own = new MemoryQuota(agreement.extentQuotaBytes());
    MemoryQuota peers = new MemoryQuota(agreement.extentQuotaBytes());
    RegionSettings region = agreement.region();
    this.client = side == Side.CLIENT;
    ReplyGeometry ownReplies = client ? region.clientReplies() : region.serverReplies();
    ReplyGeometry peersReplies = client ? region.serverReplies() : region.clientReplies();
    this.ownedExtents =
        new OwnedExtents(participant, files, destinations.outbound(), channel, counters, own);
    this.borrowedExtents =
        new BorrowedExtents(side, agreement, files, destinations.inbound(), channel, peers);
    this.ownedCallSlots =
        new OwnedCallSlots(
            side, ownReplies, files, own, destinations.outboundCalls(), channel, counters);
    this.borrowedCallSlots =
        new BorrowedCallSlots(
            client ? Side.SERVER : Side.CLIENT,
            peersReplies,
            files,
            peers,
            destinations.inboundCalls(),
            channel);
    destinations.outboundCalls().attach(ownedCallSlots);
  }

  /** Asks for payload slots; see {@link io.ranvier.lane.LaneHost}. */
  public boolean requestExtent(PayloadPool pool, long slotBytes, long mostBytes) {
    return ownedExtents.request(pool, slotBytes, mostBytes);
  }

  /** Returns why {@link #requestExtent} was refused last. */
  public String extentRefusal() {
    return ownedExtents.refusal();
  }

  /**
   * The peer says something about what is added.
   *
   * @return false when it must not say that, or not now
   */
  public boolean onMessage(ControlMessage message) {
    return switch (message) {
      case ExtentWanted wanted -> !client && borrowedExtents.onWanted(wanted.payloadClass());
      case ExtentOffered offered -> client && onOffered(offered);
      case ExtentReady ready -> !client && onReady(ready);
      case ExtentRefused refused -> onRefused(refused);
      case ExtentRetired retired -> retired.clientOwns() != client && onRetired(retired);
      case ExtentDropped dropped -> dropped.clientOwns() == client && onDropped(dropped);
      case CallSlotsWanted wanted -> !client && borrowedCallSlots.onWanted(wanted.number());
      case CallSlotsOffered offered -> client && onOffered(offered);
      case CallSlotsReady ready -> !client && ownedCallSlots.onReady(ready.number());
      case CallSlotsRefused refused -> ownedCallSlots.onRefused(refused.reason());
      case Hello _, Welcome _, Rejected _, Attached _, Finished _, Draining _, Bye _ -> false;
      case Ping _, Pong _ -> false;
    };
  }

  /** Retires what is idle; returns whether there is anything to retire. */
  public boolean onTick(long nowNs) {
    return ownedExtents.onTick(nowNs);
  }

  /** Returns whether all files still have their full length (L10). */
  public boolean areIntact() {
    return borrowedExtents.areIntact()
        && ownedExtents.areIntact()
        && borrowedCallSlots.areIntact()
        && ownedCallSlots.areIntact();
  }

  /** Unmaps everything; nothing is added any more. */
  public void close() {
    ownedExtents.close();
    borrowedExtents.close();
    ownedCallSlots.close();
    borrowedCallSlots.close();
  }

  private boolean onOffered(ExtentOffered offered) {
    return offered.clientOwns()
        ? ownedExtents.onOffered(offered.index(), offered.payloadClass())
        : borrowedExtents.onOffered(offered.index(), offered.payloadClass());
  }

  private boolean onOffered(CallSlotsOffered offered) {
    return offered.clientOwns()
        ? ownedCallSlots.onOffered(offered.number())
        : borrowedCallSlots.onOffered(offered.number());
  }

  private boolean onReady(ExtentReady ready) {
    ownedExtents.use(ready.index());
    return true;
  }

  private boolean onRefused(ExtentRefused refused) {
    ownedExtents.onRefused(refused.reason());
    return true;
  }

  private boolean onRetired(ExtentRetired retired) {
    return borrowedExtents.onRetired(retired.index());
  }

  private boolean onDropped(ExtentDropped dropped) {
    ownedExtents.onDropped(dropped.index());
    return true;
  }
}
