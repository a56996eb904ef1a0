package io.ranvier.session;

import io.ranvier.agreement.Participant;
import io.ranvier.agreement.Side;
import io.ranvier.call.OutboundCalls;
import io.ranvier.channel.Channels;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionState;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlHandler;
import io.ranvier.control.ControlMessage;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.Draining;
import io.ranvier.control.ControlMessage.Finished;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.growth.Growth;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.LaneHost;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import io.ranvier.memory.Janitor;
import io.ranvier.payload.PayloadPool;
import io.ranvier.service.InboundCalls;
import io.ranvier.virtual.VirtualConnections;
import java.nio.file.Path;
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
  private final LostMemory lost;
  private final Growth growth;
  private final Pulse pulse;
  private final AtomicBoolean closed = new AtomicBoolean();

  Session(Participant participant, SessionMemory memory, ControlChannel channel) {
    this.participant = participant;
    this.memory = memory;
    this.channel = channel;
    this.counters = participant.side().counters(memory.region());
    this.traffic = new Traffic(participant, memory.region(), channel, counters, this, this::close);
    this.lost = traffic.lost();
    this.pulse =
        new Pulse(
            participant.options().keepAlive(), traffic::headSum, channel::send, this::endInSilence);
    this.growth =
        new Growth(participant, memory.extents(), traffic.destinations(), channel, counters);
  }

  /** Returns who this side is in the connection, and what was agreed on. */
  public Participant participant() {
    return participant;
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

  /** Tells a listener each state in order, the present one first; see {@link SessionLife}. */
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

  /** Returns the directory that the connection's files lie in. */
  public Path directory() {
    return memory.region().path().getParent();
  }

  /** Returns this side's counters. */
  public CounterBlock counters() {
    return counters;
  }

  /** Marks the handshake as done. */
  void open() {
    life.open();
  }

  /** Ends this side's sending direction after all it has published. */
  public void finishSending() {
    if (traffic.stopSending(Status.CLOSED)) {
      life.drain();
      channel.send(new Finished());
      traffic.wakeSenders();
    }
  }

  /** Begins no more calls that the peer makes; those that were begun are answered. */
  public void drain() {
    traffic.inboundCalls().drain();
    life.drain();
    channel.send(new Draining());
  }

  /** Asks the peer for a sign of life; as {@link Pulse#ping}. */
  public long ping(long timeoutNs) {
    return pulse.ping(timeoutNs);
  }

  /** Ends the connection from this side and gives everything up. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean first =
        endAndTell(
            new ConnectionEnd(ErrorCode.CONNECTION_CLOSED, "closed by this side", false),
            "closed by the peer");
    traffic.stop(Status.CLOSED);
    finish(first);
    Janitor.shared().execute(traffic::awaitAwake);
    // Unmapped first: who meets an unmapped extent finds the region unmapped, too. Given back last.
    Janitor.shared().execute(memory.region()::close);
    growth.close();
    Janitor.shared().execute(memory.release());
  }

  @Override
  public boolean endIfCutShort() {
    if (memory.region().isIntact() && growth.areIntact()) {
      return false;
    }
    memory.region().condemn();
    protocolError("shared memory was cut short: region=" + memory.region().path());
    return true;
  }

  @Override
  public void onMessage(ControlMessage message) {
    pulse.heard();
    switch (message) {
      case Draining _ -> life.drain();
      case Finished _ -> {
        life.drain();
        traffic.peerFinished(Status.CLOSED);
      }
      case Bye bye when bye.code() == ErrorCode.PROTOCOL_ERROR ->
          end(Status.PROTOCOL_ERROR, bye.code(), bye.reason());
      case Bye bye -> end(Status.CLOSED, bye.code(), bye.reason());
      // The server closed before this client's Attached had come.
      case Rejected rejected when participant.side() == Side.CLIENT ->
          end(Status.CLOSED, rejected.code(), rejected.reason());
      default -> lost.guard(() -> accept(message));
    }
  }

  private void accept(ControlMessage message) {
    if (!pulse.onMessage(message) && !growth.onMessage(message)) {
      protocolError("message refused: " + message + "; it has no place in this connection now");
    }
  }

  @Override
  public void onDoorbell() {
    pulse.heard();
    lost.guard(traffic::onDoorbell);
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
  public boolean onTick(long nowNs) {
    try {
      boolean due = growth.onTick(nowNs) | traffic.onTick() | pulse.onTick(nowNs);
      // Who sleeps touches nothing, and would not learn that the memory was cut short.
      return Faults.checked(due && !endIfCutShort());
    } catch (IllegalStateException | InternalError e) {
      return lost.or(e);
    }
  }

  @Override
  public boolean requestExtent(PayloadPool pool, long slotBytes, long mostBytes) {
    return growth.requestExtent(pool, slotBytes, mostBytes);
  }

  @Override
  public String extentRefusal() {
    return growth.extentRefusal();
  }

  @Override
  public void protocolError(String what) {
    boolean first = endAndTell(new ConnectionEnd(ErrorCode.PROTOCOL_ERROR, what, true), what);
    traffic.stop(Status.PROTOCOL_ERROR);
    finish(first);
  }

  /** What the peer has committed can be read, as after its death; it may come back and read. */
  private void endInSilence(String what) {
    boolean first = endAndTell(new ConnectionEnd(ErrorCode.TIMED_OUT, what, false), what);
    deliverAndFinish(first, Status.CLOSED);
  }

  /** The peer has ended: what it committed is still delivered, and nothing is sent any more. */
  private void end(long status, ErrorCode code, String reason) {
    deliverAndFinish(life.end(new ConnectionEnd(code, reason, true)), status);
  }

  /** Whoever was first gives both lanes his reason, and only then wakes who waits on them. */
  private void deliverAndFinish(boolean first, long status) {
    if (first) {
      traffic.finish(status);
      finish(true);
    }
  }

  /** In one step: a thread that finds the end settled must not close the socket before the Bye. */
  private boolean endAndTell(ConnectionEnd reason, String toPeer) {
    Faults.absorb();
    synchronized (life) {
      boolean first = life.end(reason);
      if (first) {
        boolean ignored = traffic.stopSending(Status.ofEnd(reason.code()));
        channel.send(new Bye(reason.code(), toPeer));
      }
      return first;
    }
  }

  /** Does what every end has in common; listeners come last: they may do anything. */
  private void finish(boolean first) {
    synchronized (life) {
      channel.close();
    }
    traffic.wakeAll();
    pulse.end();
    if (first) {
      life.tell();
    }
  }
}
