package io.ranvier.session;

import io.ranvier.agreement.Agreement;
import io.ranvier.agreement.Participant;
import io.ranvier.agreement.Side;
import io.ranvier.call.Deadlines;
import io.ranvier.call.OutboundCalls;
import io.ranvier.channel.Channels;
import io.ranvier.control.ControlChannel;
import io.ranvier.counter.CounterBlock;
import io.ranvier.growth.Destinations;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.LaneHost;
import io.ranvier.lane.LaneMemory;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.memory.CoarseClock;
import io.ranvier.memory.Faults;
import io.ranvier.memory.ThreadHandshake;
import io.ranvier.region.Region;
import io.ranvier.service.InboundCalls;
import io.ranvier.service.Peer;
import io.ranvier.signal.Signals;
import io.ranvier.signal.SleepCalls;
import io.ranvier.signal.Sleeper;
import io.ranvier.signal.Waiting;
import io.ranvier.virtual.VirtualConnections;

/**
 * What goes through the shared memory of a connection: frames and calls, both ways. Borrows the
 * region.
 *
 * <p>Three ends: of each lane, which one side can bring about by finishing its sending, and of the
 * calls, which have replies to come until the connection itself is over.
 *
 * <p>Threads: any.
 */
final class Traffic {
  private final LaneMemory out;
  private final LaneMemory in;
  private final LaneEnd inboundEnd = new LaneEnd();
  private final LaneEnd outboundEnd = new LaneEnd();
  private final LaneEnd callsEnd = new LaneEnd();
  private final Channels channels;
  private final InboundLane inbound;
  private final OutboundLane outbound;
  private final InboundCalls inboundCalls;
  private final OutboundCalls outboundCalls;
  private final VirtualConnections virtualConnections;

  Traffic(
      Participant participant,
      Region region,
      ControlChannel channel,
      CounterBlock counters,
      LaneHost host,
      Runnable onUnused) {
    Side side = participant.side();
    Agreement agreement = participant.agreement();
    Signals signals =
        new Signals(
            agreement.barrier(),
            side.peer(agreement).sleeps(),
            SleepCalls.shared(),
            channel,
            counters,
            channel.attention());
    int maxPayload = agreement.maxPayloadBytes();
    Waiting waiting = participant.waiting();
    Deadlines deadlines = new Deadlines(agreement.region().epochNs(), CoarseClock.shared());
    this.out = side.outbound(region);
    this.in = side.inbound(region);
    this.outbound =
        new OutboundLane(
            out,
            array -> region.backing(out, array),
            maxPayload,
            waiting,
            signals,
            outboundEnd,
            host);
    this.channels =
        new Channels(
            out,
            in,
            side == Side.CLIENT,
            out.geometry().options().calls().metadata(),
            in.geometry().options().calls().metadata(),
            () -> inbound().inbox(),
            outbound,
            outboundEnd,
            inboundEnd,
            signals,
            waiting);
    this.inboundCalls =
        new InboundCalls(
            side.inboundCalls(region),
            deadlines,
            channels,
            outbound,
            signals,
            callsEnd,
            new Peer(participant.endpoint(), participant.connectionId(), participant.peerUser()));
    this.inbound = new InboundLane(in, maxPayload, signals, inboundEnd, host, inboundCalls);
    this.outboundCalls =
        new OutboundCalls(
            participant.endpoint(),
            side.outboundCalls(region),
            deadlines,
            channels,
            outbound,
            inbound,
            maxPayload,
            waiting,
            signals,
            callsEnd,
            onUnused);
    this.virtualConnections =
        new VirtualConnections(
            outboundCalls, inboundCalls, side == Side.CLIENT, signals.attention());
  }

  Channels channels() {
    return channels;
  }

  /** Returns where memory that is added is put to use. */
  Destinations destinations() {
    return new Destinations(outbound, inbound, outboundCalls.growth(), inboundCalls);
  }

  InboundLane inbound() {
    return inbound;
  }

  OutboundLane outbound() {
    return outbound;
  }

  InboundCalls inboundCalls() {
    return inboundCalls;
  }

  OutboundCalls outboundCalls() {
    return outboundCalls;
  }

  VirtualConnections virtualConnections() {
    return virtualConnections;
  }

  /**
   * Ends this side's sending; false when it had ended. Whatever another thread was or will be told
   * was sent lies in the rings when this returns: who sends looks for the end once more after.
   */
  boolean stopSending(long status) {
    if (outboundEnd.isEnded()) {
      return false;
    }
    outboundEnd.stop(status);
    ThreadHandshake.await();
    return true;
  }

  /** The peer sends no more frames; what lies in the rings is still delivered. */
  void peerFinished(long status) {
    inboundEnd.finish(status);
    wakeAll(inbound.sleeper());
    channels.wakeAll();
  }

  /** Ends everything at once. */
  void stop(long status) {
    inboundEnd.stop(status);
    outboundEnd.stop(status);
    callsEnd.stop(status);
  }

  /** Ends everything after what the peer has committed was delivered. */
  void finish(long status) {
    inboundEnd.finish(status);
    outboundEnd.stop(status);
    callsEnd.finish(status);
  }

  /** Wakes all who wait; the end stands already. */
  void wakeAll() {
    outboundCalls.end();
    virtualConnections.end();
    inboundCalls.end();
    channels.wakeAll();
    wakeAll(inbound.sleeper());
    wakeAll(outbound.sleeper());
  }

  /** Waits until nobody sleeps on the memory, after the end: it may be unmapped then. */
  void awaitAwake() {
    unlessCutShort(inbound.sleeper()::awaitAwake);
    unlessCutShort(outbound.sleeper()::awaitAwake);
    unlessCutShort(outboundCalls::awaitAwake);
    unlessCutShort(channels::awaitAwake);
  }

  /** Wakes the threads that wait to send. */
  void wakeSenders() {
    wakeAll(outbound.sleeper());
  }

  /** Returns what explains why an access to the connection's memory failed. */
  LostMemory lost() {
    return new LostMemory(callsEnd, outbound);
  }

  /** Changes when either side has taken something that the other had sent. */
  long headSum() {
    return out.headSum() + in.headSum() + channels.headSum();
  }

  /** Wakes those whom a byte on the socket may be for. */
  void onDoorbell() {
    inbound.sleeper().unparkAll();
    outbound.sleeper().unparkAll();
    outboundCalls.onDoorbell();
    channels.onDoorbell();
  }

  /** Does what is due; returns whether something will be before long. */
  boolean onTick() {
    return inbound.sleeper().nudge()
        | outbound.sleeper().nudge()
        | outboundCalls.onTick()
        | inboundCalls.onTick()
        | channels.onTick()
        | virtualConnections.onTick();
  }

  private static void wakeAll(Sleeper sleeper) {
    unlessCutShort(sleeper::wakeAll);
  }

  private static void unlessCutShort(Runnable waking) {
    try {
      waking.run();
      Faults.check();
    } catch (InternalError e) {
      // The region was cut short; who sleeps there looks for himself before long.
    }
  }
}
