package io.ranvier.virtual;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.CallScope;
import io.ranvier.call.EngineCalls;
import io.ranvier.call.EngineMethod;
import io.ranvier.call.OutboundCalls;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Reply;
import io.ranvier.service.InboundCalls;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.ServedConnection;
import io.ranvier.signal.Attention;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The virtual connections over one connection, as one side knows them.
 *
 * <pre>
 * state    to       by
 * unknown  open     opener: OPEN was accepted; acceptor: accept
 * open     closed   the last handle was closed, the peer's CLOSE, the end of the connection
 * </pre>
 *
 * <p>A closed one is forgotten; its number is not used again.
 *
 * <p>Threads: any.
 */
public final class VirtualConnections {
  /** So many that the peer has opened may be open at a time, whatever the acceptor says. */
  public static final int MAX_OF_PEER = 1 << 14;

  private static final int OPEN_BYTES = 2 * Integer.BYTES;

  private final OutboundCalls calls;
  private final EngineCalls engine;
  private final Closes closes;
  private final int ownParity;
  private final ConcurrentMap<Integer, End> open = new ConcurrentHashMap<>();
  private final AtomicInteger openOfPeer = new AtomicInteger();
  private int nextId;
  private int lastOfPeer;
  private volatile VirtualAcceptor acceptor = offer -> offer.reject("nobody accepts them");

  /** What is served, and what calls are made on. */
  private record End(ServedConnection served, CallScope scope) {}

  /**
   * @param client whether this side's numbers are the odd ones
   * @param attention asks for {@link #onTick}
   */
  public VirtualConnections(
      OutboundCalls calls, InboundCalls inbound, boolean client, Attention attention) {
    this.calls = calls;
    this.engine = new EngineCalls(calls);
    this.closes = new Closes(engine, attention);
    this.ownParity = client ? 1 : 0;
    this.nextId = client ? 1 : 2;
    inbound.addEngineMethod(EngineMethod.OPEN, this::onOpen);
    inbound.addEngineMethod(EngineMethod.CLOSE, this::onClose);
    inbound.findConnections(this::find);
  }

  /** Says who decides about virtual connections that the peer opens. */
  public void accept(VirtualAcceptor newAcceptor) {
    acceptor = newAcceptor;
  }

  /**
   * Opens a virtual connection, and waits for the peer to accept it.
   *
   * @throws io.ranvier.error.CallException REJECTED, TIMED_OUT, OVERLOADED when no call could be
   *     made in time; CONNECTION_CLOSED, PEER_DIED, INDETERMINATE
   * @throws RanvierException LIMIT_EXCEEDED when the metadata is more than the peer takes
   */
  public VirtualConnection open(VirtualOptions options, long timeoutNs) {
    try {
      return Faults.checked(openMapped(options, timeoutNs));
    } catch (IllegalStateException | InternalError e) {
      throw calls.ended("cannot open virtual connection", e);
    }
  }

  /** The memory that request and reply lie in may be gone at any moment. */
  private VirtualConnection openMapped(VirtualOptions options, long timeoutNs) {
    try (Call call = engine.newCall().with(options.metadata())) {
      engine.open(call, EngineMethod.OPEN, OPEN_BYTES, timeoutNs);
      CallScope scope = send(call, options);
      boolean accepted = false;
      try {
        Reply reply = call.awaitNs(timeoutNs);
        scope.limitTo(agreed(reply.payload(), options.inFlight()));
        VirtualConnection opened = new VirtualConnection(this, scope, call.replyMetadata());
        accepted = true;
        return opened;
      } finally {
        if (!accepted) {
          // The peer is told in any case: its acceptance may come at this very moment, and to close
          // what it has refused does nothing.
          close(scope.id());
        }
      }
    }
  }

  OutboundCalls calls() {
    return calls;
  }

  /** Tells the peer what there was no room to tell; returns whether something is left. */
  public boolean onTick() {
    return closes.onTick();
  }

  /** No call can be made any more: wakes all who wait to make one. */
  public void end() {
    open.values().forEach(end -> end.scope().wakeAll());
  }

  boolean isEnded() {
    return calls.isEnded();
  }

  VirtualConnection accept(int id, int asked, VirtualOptions options) {
    int agreed = Math.min(asked, options.inFlight());
    CallScope scope = scope(id, agreed);
    int counted = openOfPeer.incrementAndGet();
    add(options, scope);
    return new VirtualConnection(this, scope, Metadata.empty());
  }

  /** The opener does not wait any more: nobody knows of the connection. */
  void forget(VirtualConnection connection) {
    boolean ignored = remove(connection.id());
  }

  /** Takes a number and sends it, in one step: the peer wants to see numbers grow. */
  private synchronized CallScope send(Call call, VirtualOptions options) {
    CallScope scope = scope(nextId, options.inFlight());
    nextId += 2;
    call.request().putInt(0, scope.id());
    call.request().putInt(Integer.BYTES, options.inFlight());
    // Known before it is sent: the peer may call at once.
    add(options, scope);
    boolean sent = false;
    try {
      call.send();
      sent = true;
    } finally {
      if (!sent) {
        boolean ignored = remove(scope.id());
      }
    }
    return scope;
  }

  private ServedConnection find(int id) {
    End end = open.get(id);
    return end == null ? null : end.served();
  }

  private CallScope scope(int id, int inFlight) {
    return new CallScope(id, inFlight, () -> close(id));
  }

  /** Makes a virtual connection known; it is a handle of the connection that it runs over. */
  private void add(VirtualOptions options, CallScope scope) {
    calls.root().retain();
    open.put(
        scope.id(), new End(new ServedConnection(options.services(), options.inFlight()), scope));
  }

  /** Forgets a virtual connection; false when it was not known. */
  private boolean remove(int id) {
    End end = open.remove(id);
    if (end == null) {
      return false;
    }
    if (isOfPeer(id)) {
      int left = openOfPeer.decrementAndGet();
    }
    end.scope().close();
    calls.scopeClosed();
    calls.root().release();
    return true;
  }

  private static int agreed(SegmentBuffer answer, int asked) {
    int answered = answer.capacity() < Integer.BYTES ? asked : answer.getInt(0);
    return Math.clamp(answered, 1, asked);
  }

  private void close(int id) {
    if (remove(id)) {
      closes.tell(id);
    }
  }

  private void onOpen(Request request, Responder responder) {
    if (request.payload().capacity() != OPEN_BYTES) {
      boolean refused =
          responder.fail(ErrorCode.INVALID_PAYLOAD, "lengthBytes=" + request.payload().capacity());
      return;
    }
    int id = number(request, 0);
    int inFlight = number(request, Integer.BYTES);
    int last = lastOfPeer;
    if (id <= last || !isOfPeer(id) || inFlight < 1) {
      boolean refused =
          responder.fail(
              ErrorCode.INVALID_PAYLOAD,
              "connection=%d, last=%d, inFlight=%d; numbers grow, and are odd for clients"
                  .formatted(id, last, inFlight));
      return;
    }
    lastOfPeer = id;
    if (openOfPeer.get() >= MAX_OF_PEER) {
      boolean refused =
          responder.fail(
              ErrorCode.OVERLOADED,
              "virtual connections=%d, all that are allowed; close some".formatted(MAX_OF_PEER));
      return;
    }
    VirtualOffer offer = new VirtualOffer(this, request, responder, id, inFlight);
    acceptor.onOffer(offer);
    if (offer.isPending()) {
      offer.reject("nobody decided");
    }
  }

  private boolean isOfPeer(int id) {
    return (id & 1) != ownParity;
  }

  private int number(Request request, int offset) {
    try {
      return Faults.checked(request.payload().getInt(offset));
    } catch (IllegalStateException | InternalError e) {
      throw calls.ended("cannot read request", e);
    }
  }

  private void onClose(Request request, Responder responder) {
    if (request.payload().capacity() == Integer.BYTES) {
      boolean ignored = remove(number(request, 0));
    }
    boolean told = responder.reply(MemorySegment.NULL, 0, 0);
  }
}
