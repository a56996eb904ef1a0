package io.ranvier;

import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscribing;
import io.ranvier.broadcast.Subscription;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionState;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.InboundLane;
import io.ranvier.lane.Sender;
import io.ranvier.memory.Faults;
import io.ranvier.service.FailureListener;
import io.ranvier.service.Services;
import io.ranvier.session.Session;
import io.ranvier.virtual.VirtualAcceptor;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One end of a connection: sends and receives frames. Owns the region's mapping and the socket.
 *
 * <pre>{@code
 * try (Connection gateway = Ranvier.connect("gateway");
 *     Sender out = gateway.exclusiveSender()) {
 *   out.trySend(PING, bytes, 0, 32);
 *   gateway.receive(frame -> handle(frame), 10, 1_000_000);
 * }
 * }</pre>
 *
 * <p>Threads: {@link #poll} and {@link #receive} belong to the first thread that calls them, until
 * {@link #releasePoller} or its end; the rest may be called by any thread.
 */
public final class Connection implements AutoCloseable {
  private final Session session;
  private final InboundLane inbound;
  private final FrameWait wait;
  private final AtomicBoolean handleGiven = new AtomicBoolean();
  private volatile Caller unowned;
  private final Poller poller = new Poller();

  Connection(Session session) {
    this.session = session;
    this.inbound = session.inbound();
    this.wait = new FrameWait(session);
  }

  /** Returns the name of the endpoint. */
  public String endpoint() {
    return session.participant().endpoint();
  }

  /** Returns the number of the connection on its endpoint. */
  public long id() {
    return session.participant().connectionId();
  }

  /** Returns the user the peer's process runs as, as the kernel says. */
  public String peerUser() {
    return session.participant().peerUser();
  }

  /** Returns the longest payload in either direction, in bytes: the smaller of the two options. */
  public int maxPayloadBytes() {
    return session.participant().agreement().maxPayloadBytes();
  }

  /** Returns where the connection is in its life. */
  public ConnectionState state() {
    return session.state();
  }

  /** Returns why the connection ended; empty while it has not. */
  public Optional<ConnectionEnd> end() {
    return session.end();
  }

  /**
   * Tells a listener when the connection ends, or at once if it has; on the thread that ends it,
   * which must not be kept.
   */
  public void onEnd(Consumer<ConnectionEnd> listener) {
    session.onEnd(listener);
  }

  /**
   * Tells a listener the present state at once, and each later one once and in order: DRAINING may
   * be left out, CLOSED is the last, and {@link #end} then says why. {@link #state} may be ahead of
   * what is told.
   *
   * <p>Each is told on the thread that makes the change, or on the one that is telling this
   * listener the state before; neither must be kept. What the listener throws goes to that thread's
   * handler of uncaught exceptions and changes nothing else.
   */
  public void onState(Consumer<ConnectionState> listener) {
    session.onState(listener);
  }

  /**
   * Opens a sender with a ring of its own, for one thread.
   *
   * @throws RanvierException LIMIT_EXCEEDED when all exclusive rings are in use; CONNECTION_CLOSED
   */
  public Sender exclusiveSender() {
    return session.outbound().openExclusive();
  }

  /** Opens a sender that any number of threads may use at once; as {@link #exclusiveSender}. */
  public Sender sharedSender() {
    return session.outbound().openShared();
  }

  /**
   * Opens a caller with a ring and up to 64 call slots of its own (fewer if others use some of
   * them), for one thread: no locked instruction on its path.
   *
   * @throws RanvierException LIMIT_EXCEEDED when all exclusive rings or slots are in use;
   *     CONNECTION_CLOSED, PEER_DIED
   */
  public Caller exclusiveCaller() {
    return exclusiveCaller(1);
  }

  /**
   * Opens a caller for one thread that can have so many calls in flight, or up to 63 more. Shared
   * callers, and the engine where it calls itself, have what is left of the connection's slots.
   * Those that may be added are asked for, and waited for up to 10 s each time, but not in a
   * handler on the polling thread or in an acceptor.
   *
   * @param inFlight 1 or more
   * @throws RanvierException LIMIT_EXCEEDED when all exclusive rings or too many slots are in use;
   *     INVALID_ARGUMENT, INTERRUPTED, CONNECTION_CLOSED, PEER_DIED
   */
  public Caller exclusiveCaller(int inFlight) {
    return session.outboundCalls().openExclusive(session.outboundCalls().root(), inFlight);
  }

  /** Opens a caller that any number of threads may use at once; as {@link #exclusiveCaller}. */
  public Caller sharedCaller() {
    return session.outboundCalls().openShared(session.outboundCalls().root());
  }

  /**
   * Opens a call: leases its slot and claims memory for the request. Does not wait, and allocates a
   * handle; {@link Caller#newCall} makes one to be used again.
   *
   * @param lengthBytes size of the request
   * @throws io.ranvier.error.CallException OVERLOADED at the limit of calls in flight, or while
   *     there is no memory for a large request yet, which {@link Caller#call(int, int, int, long)}
   *     waits for; CONNECTION_CLOSED, PEER_DIED
   * @throws RanvierException PAYLOAD_TOO_LARGE, INVALID_ARGUMENT, LIMIT_EXCEEDED
   */
  public Call call(int service, int method, int lengthBytes) {
    return unowned().call(service, method, lengthBytes);
  }

  /**
   * Opens a virtual connection over this one, and waits for the peer to accept it. The peer decides
   * on the thread that polls its end.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @throws io.ranvier.error.CallException REJECTED, TIMED_OUT, OVERLOADED when no call could be
   *     made in time or too many are open; CONNECTION_CLOSED, PEER_DIED, INDETERMINATE
   * @throws RanvierException LIMIT_EXCEEDED when the metadata is more than the peer takes
   */
  public VirtualConnection openVirtual(VirtualOptions options, long timeoutNs) {
    return session.virtualConnections().open(options, timeoutNs);
  }

  /** Says who decides about virtual connections that the peer opens; by default none is taken. */
  public void onVirtual(VirtualAcceptor acceptor) {
    session.virtualConnections().accept(Objects.requireNonNull(acceptor, "acceptor"));
  }

  /**
   * Subscribes to a broadcast of the server's, and waits for it to answer. Does file work.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @throws io.ranvier.error.CallException REJECTED when there is no such broadcast, or no more;
   *     TIMED_OUT, OVERLOADED when no call could be made in time; CONNECTION_CLOSED, PEER_DIED
   * @throws RanvierException INVALID_ARGUMENT when the name is longer than 256 bytes of UTF-8;
   *     LIMIT_EXCEEDED when all channels are in use
   */
  public Subscription subscribe(String broadcast, Start start, long timeoutNs) {
    return Subscribing.subscribe(
        session.outboundCalls(),
        session.directory(),
        broadcast,
        start,
        session.participant().waiting(),
        timeoutNs);
  }

  /**
   * Serves calls that the peer makes, from now on, on whoever polls this connection.
   *
   * @param onFailure is told what handlers throw; their callers are told anyway
   */
  public void serve(Services services, FailureListener onFailure) {
    session.inboundCalls().serve(Objects.requireNonNull(services, "services"), onFailure);
  }

  /**
   * Hands waiting frames to the handler, without waiting for more. What the handler throws reaches
   * the caller; the frame counts as handled.
   *
   * @param limit the most frames to handle, 1 or more
   * @return how many were handled; less than 0, a {@link io.ranvier.lane.Status}, when the
   *     connection has ended and all that was committed before has been handled
   * @throws RanvierException WRONG_THREAD, WRONG_STATE when called from a handler
   */
  public int poll(FrameHandler handler, int limit) {
    return poll(handler, limit, 0);
  }

  private int poll(FrameHandler handler, int limit, int looks) {
    poller.check();
    try {
      return Faults.checked(inbound.poll(handler, limit, looks));
    } catch (InternalError e) {
      return wait.statusAfter(e);
    }
  }

  /**
   * Hands frames to the handler; waits for the first as the options' {@code Waiting} says.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return as {@link #poll}; 0 when the time ran out
   * @throws RanvierException INTERRUPTED, and as {@link #poll}
   */
  public int receive(FrameHandler handler, int limit, long timeoutNs) {
    int looks = timeoutNs > 0 ? wait.looks() : 0;
    int handled = poll(handler, limit, looks);
    return handled != 0 ? handled : wait.receive(this, handler, limit, timeoutNs);
  }

  /** Lets another thread poll from now on; called by the polling thread. */
  public void releasePoller() {
    poller.release();
  }

  /**
   * Ends this side's sending direction: the peer receives what was sent, then sees the end. Frames
   * can still be received. Idempotent.
   *
   * <p>A dispatcher, and so a server, closes the connection when it has handled the last frame of a
   * peer that has finished and answered its calls; what its handlers sent until then is received.
   */
  public void finishSending() {
    session.finishSending();
  }

  /**
   * Asks the peer for a sign of life, and waits for it: its housekeeper answers, whatever its other
   * threads do. See {@link io.ranvier.connection.KeepAlive} for asking now and then.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return how long it took, in nanoseconds
   * @throws RanvierException TIMED_OUT, CONNECTION_CLOSED, INTERRUPTED
   */
  public long ping(long timeoutNs) {
    return session.ping(timeoutNs);
  }

  public CounterBlock counters() {
    return session.counters();
  }

  /**
   * Ends the connection: the peer receives what was sent, then sees the end; frames not yet
   * received are dropped. Wakes all who wait on it. A thread that is met reading the connection's
   * memory is left with its interrupt status set: the JVM does that. Idempotent.
   */
  @Override
  public void close() {
    session.close();
  }

  /**
   * Gives this handle up: the connection closes when no virtual connection is left on it and the
   * last caller that was opened on it is closed. Idempotent.
   */
  public void closeWhenUnused() {
    if (handleGiven.compareAndSet(false, true)) {
      session.outboundCalls().root().release();
    }
  }

  @Override
  public String toString() {
    return "connection endpoint=%s, id=%d, state=%s".formatted(endpoint(), id(), state());
  }

  /** Closes when what the peer sent before it ended is answered and taken. */
  void closeWhenAnswered() {
    session.inboundCalls().whenAnswered(() -> Farewell.bid(this));
  }

  private Caller unowned() {
    Caller caller = unowned;
    if (caller == null) {
      // Two threads that come first get one each; they are alike.
      caller = session.outboundCalls().unowned(session.outboundCalls().root());
      unowned = caller;
    }
    return caller;
  }

  Session session() {
    return session;
  }
}
