package io.ranvier.session;

import io.ranvier.call.OutboundCalls;
import io.ranvier.channel.Channels;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionState;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlHandler;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.control.ControlMessage.Finished;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.LaneHost;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.memory.Janitor;
import io.ranvier.payload.PayloadPool;
import io.ranvier.service.InboundCalls;
import io.ranvier.signal.Waiting;
import io.ranvier.virtual.VirtualConnections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection behind its public face: lanes, extents, messages, end.
 *
 * <p>Memory is given up when this side closes, not when the peer ends: what the peer had committed
 * can be read until then.
 *
 * <p>Threads: any; messages come on the housekeeper.
 */
public final class Session implements ControlHandler, LaneHost, AutoCloseable {
  private final Participant participant;
  private final SessionMemory memory;
  private final ControlChannel channel;
  private final CounterBlock counters;
  private final SessionLife life = new SessionLife();
  private final Traffic traffic;
  private final OwnedExtents ownedExtents;
  private final BorrowedExtents borrowedExtents;
  private final AtomicBoolean closed = new AtomicBoolean();

  Session(Participant participant, SessionMemory memory, ControlChannel channel) {
    Side side = participant.side();
    Agreement agreement = participant.agreement();
    this.participant = participant;
    this.memory = memory;
    this.channel = channel;
    this.counters = side.counters(memory.region());
    this.traffic = new Traffic(participant, memory.region(), channel, counters, this, this::close);
    this.ownedExtents =
        new OwnedExtents(participant, memory.extents(), traffic.outbound(), channel, counters);
    this.borrowedExtents =
        new BorrowedExtents(side, agreement, memory.extents(), traffic.inbound(), channel);
  }

  /** Returns the name of the endpoint. */
  public String endpoint() {
    return participant.endpoint();
  }

  /** Returns the number of the connection on its endpoint. */
  public long id() {
    return participant.agreement().region().connectionId();
  }

  /** Returns the user the peer's process runs as, as the kernel says. */
  public String peerUser() {
    return participant.peerUser();
  }

  /** Returns the longest payload in either direction, in bytes. */
  public int maxPayloadBytes() {
    return participant.agreement().maxPayloadBytes();
  }

  /** Returns how this side's threads wait. */
  public Waiting waiting() {
    return participant.options().waiting();
  }

  /** Returns where the session is in its life. */
  public ConnectionState state() {
    return life.state();
  }

  /** Returns why the session ended; empty while it has not. */
  public Optional<ConnectionEnd> end() {
    return life.end();
  }

  /** Tells a listener when the session ends, or at once if it has. */
  public void onEnd(Consumer<ConnectionEnd> listener) {
    life.onEnd(listener);
  }

  /**
   * Tells a listener the present state at once, and each later one once and in order; the last is
   * CLOSED. What it throws goes to its thread's handler of uncaught exceptions.
   */
  public void onState(Consumer<ConnectionState> listener) {
    life.onState(listener);
  }

  public InboundLane inbound() {
    return traffic.inbound();
  }

  public OutboundLane outbound() {
    return traffic.outbound();
  }

  /** Returns the calls that the peer makes. */
  public InboundCalls inboundCalls() {
    return traffic.inboundCalls();
  }

  /** Returns the calls that this side makes. */
  public OutboundCalls outboundCalls() {
    return traffic.outboundCalls();
  }

  /** Returns the channels that go with calls, both ways. */
  public Channels channels() {
    return traffic.channels();
  }

  /** Returns the virtual connections over this one. */
  public VirtualConnections virtualConnections() {
    return traffic.virtualConnections();
  }

  /** Returns this side's counters. */
  public CounterBlock counters() {
    return counters;
  }

  Agreement agreement() {
    return participant.agreement();
  }

  /** Marks the handshake as done. */
  void open() {
    life.open();
  }

  /** Ends this side's sending direction after all it has published. */
  public void finishSending() {
    if (traffic.finishSending(Status.CLOSED)) {
      life.drain();
      channel.send(new Finished());
      traffic.outbound().sleeper().wakeAll();
      traffic.channels().wakeAll();
    }
  }

  /** Ends the connection from this side and gives everything up. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    String reason = "closed by this side";
    boolean first = life.end(new ConnectionEnd(ErrorCode.CONNECTION_CLOSED, reason, false));
    traffic.stop(Status.CLOSED);
    if (first) {
      channel.send(new Bye(ErrorCode.CONNECTION_CLOSED, "closed by the peer"));
    }
    finish(first);
    // Unmapped first: whoever meets an unmapped extent finds the region unmapped, too. Given back
    // last: until then the connection counts.
    Janitor.shared().execute(memory.region()::close);
    ownedExtents.close();
    borrowedExtents.close();
    Janitor.shared().execute(memory.release());
  }

  @Override
  public boolean endIfCutShort() {
    if (memory.region().isIntact() && borrowedExtents.areIntact() && ownedExtents.areIntact()) {
      return false;
    }
    protocolError("shared memory was cut short: region=" + memory.region().path());
    return true;
  }

  @Override
  public void onMessage(ControlMessage message) {
    boolean client = participant.side() == Side.CLIENT;
    switch (message) {
      case ExtentWanted wanted when !client -> {
        if (!borrowedExtents.onWanted(wanted.payloadClass())) {
          refuse(message);
        }
      }
      case ExtentOffered offered when client && offered.clientOwns() -> {
        if (!ownedExtents.onOffered(offered.index(), offered.payloadClass())) {
          refuse(message);
        }
      }
      case ExtentOffered offered when client -> {
        if (!borrowedExtents.onOffered(offered.index(), offered.payloadClass())) {
          refuse(message);
        }
      }
      case ExtentReady ready when !client -> ownedExtents.onReady(ready.index());
      case ExtentRefused refused -> ownedExtents.onRefused(refused.reason());
      case ExtentRetired retired when retired.clientOwns() != client -> {
        if (!borrowedExtents.onRetired(retired.index())) {
          refuse(message);
        }
      }
      case ExtentDropped dropped when dropped.clientOwns() == client ->
          ownedExtents.onDropped(dropped.index());
      case Finished _ -> onPeerFinished();
      case Bye bye -> onBye(bye);
      case Hello _, Welcome _, Rejected _, Attached _ -> refuse(message);
      case ExtentWanted _, ExtentOffered _, ExtentReady _ -> refuse(message);
      case ExtentRetired _, ExtentDropped _ -> refuse(message);
    }
  }

  @Override
  public void onDoorbell() {
    traffic.onDoorbell();
  }

  @Override
  public void onGarbage(String what) {
    protocolError(what);
  }

  @Override
  public void onEnd(String why) {
    String detail = why.isEmpty() ? "" : ": " + why;
    end(Status.PEER_DIED, ErrorCode.PEER_DIED, "the peer's process has ended" + detail);
  }

  @Override
  public void onTick(long nowNs) {
    ownedExtents.onTick(nowNs);
    traffic.onTick();
  }

  @Override
  public boolean requestExtent(PayloadPool pool, long slotBytes, long mostBytes) {
    return ownedExtents.request(pool, slotBytes, mostBytes);
  }

  @Override
  public String extentRefusal() {
    return ownedExtents.refusal();
  }

  @Override
  public void protocolError(String what) {
    // The reason is settled and sent before the poller learns of the end: it will close.
    boolean first = life.end(new ConnectionEnd(ErrorCode.PROTOCOL_ERROR, what, true));
    if (first) {
      channel.send(new Bye(ErrorCode.PROTOCOL_ERROR, what));
    }
    traffic.stop(Status.PROTOCOL_ERROR);
    finish(first);
  }

  private void onPeerFinished() {
    life.drain();
    traffic.peerFinished(Status.CLOSED);
  }

  private void onBye(Bye bye) {
    boolean broken = bye.code() == ErrorCode.PROTOCOL_ERROR;
    end(broken ? Status.PROTOCOL_ERROR : Status.CLOSED, bye.code(), bye.reason());
  }

  /** The peer has ended: what it committed is still delivered, and nothing is sent any more. */
  private void end(long status, ErrorCode code, String reason) {
    boolean first = life.end(new ConnectionEnd(code, reason, true));
    // Whoever was first gives both lanes his reason; the peer's answer to it must not get in
    // between.
    if (first) {
      traffic.finish(status);
    }
    finish(first);
  }

  /** Does what every end has in common; listeners come last: they may do anything. */
  private void finish(boolean first) {
    channel.close();
    traffic.wakeAll();
    if (first) {
      life.tell();
    }
  }

  private void refuse(ControlMessage message) {
    protocolError("message refused: " + message + "; it has no place in an open connection");
  }
}
