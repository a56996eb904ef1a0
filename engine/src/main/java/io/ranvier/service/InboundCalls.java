package io.ranvier.service;

import io.ranvier.call.CallMemory;
import io.ranvier.call.Deadlines;
import io.ranvier.call.EngineMethod;
import io.ranvier.call.MethodId;
import io.ranvier.channel.Channels;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallFrames;
import io.ranvier.lane.Frame;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.OutboundLane;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.ring.FrameLayout;
import io.ranvier.routing.Answerer;
import io.ranvier.routing.ReplyExtent;
import io.ranvier.signal.Signals;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;

/**
 * The calls that one side of a connection serves: finds their handlers and delivers their answers.
 * Borrows the region's memory.
 *
 * <p>Whatever a handler does, each call is answered exactly once, and nothing here waits for
 * anybody.
 *
 * <p>Threads: frames come on the polling thread, answers from any.
 */
public final class InboundCalls implements CallFrames {
  static final String TOO_LATE = "the deadline had passed before it was begun";

  private static final String DRAINS = "the server is closing, call another one or wait for it";
  private static final int KNOWN_FLAGS =
      FrameLayout.FLAG_SLOT | FrameLayout.FLAG_NOTIFY | FrameLayout.FLAG_ENVELOPE;

  private final Answerer answerer;
  private final AnswerDelivery delivery;
  private final SharedRights shared;
  private final HandlerFailures failures;
  private final Deadlines deadlines;
  private final Channels channels;
  private final OutboundLane lane;
  private final Peer peer;
  private final Request request = new Request(this);
  private final Responder responder;
  private final MetadataLimits requestLimits;
  private final MetadataLimits replyLimits;
  private final HandlerLookup handlers = new HandlerLookup();
  private IntFunction<ServedConnection> virtualConnections = _ -> null;
  private ServedConnection serving;
  private volatile boolean draining;
  private volatile ServedConnection root = new ServedConnection(Services.none());

  /**
   * @param lane this side's sending direction, whose payload slots long replies lie in
   * @param end says when nobody waits for answers any more
   */
  public InboundCalls(
      CallMemory memory,
      Deadlines deadlines,
      Channels channels,
      OutboundLane lane,
      Signals signals,
      LaneEnd end,
      Peer peer) {
    this.answerer = new Answerer(memory.segment(), memory.base(), memory.geometry(), signals);
    this.failures = new HandlerFailures(signals.counters(), peer);
    this.shared =
        new SharedRights(
            memory.geometry().slotCount(), failures::cancelListenerFailed, signals.attention());
    this.delivery = new AnswerDelivery(answerer, lane, end, signals, shared);
    this.deadlines = deadlines;
    this.channels = channels;
    this.lane = lane;
    this.peer = peer;
    this.requestLimits = memory.toServer();
    this.replyLimits = memory.toCaller();
    this.responder = new Responder(this);
  }

  /**
   * Says who serves from now on.
   *
   * @param listener is told what handlers throw
   */
  public void serve(Services newServices, FailureListener listener) {
    failures.listen(listener);
    root = new ServedConnection(newServices);
  }

  /** Says who finds an open virtual connection by its number; before the first poll. */
  public void findConnections(IntFunction<ServedConnection> finder) {
    virtualConnections = finder;
  }

  /** Serves one of the engine's own methods; before the first poll. */
  public void addEngineMethod(EngineMethod method, CallHandler handler) {
    handlers.addEngineMethod(method, handler);
  }

  /**
   * Makes call slots known that were added; before the peer may use them. By one thread at a time.
   *
   * @param memory holds the array and nothing else
   */
  public void add(MemorySegment memory, ReplyExtent extent) {
    shared.grow(extent.slotCount());
    answerer.add(memory, extent);
  }

  @Override
  public void onCall(Frame frame, long reference, int flags, int deadline) {
    Answerer.Acceptance acceptance = answerer.hold(reference);
    boolean over = acceptance == Answerer.Acceptance.OVER;
    if ((flags & ~KNOWN_FLAGS) != 0 || !over && acceptance != Answerer.Acceptance.HELD) {
      lane.refusePeer(
          "call refused: %s, flags=%d; out of range, or in use"
              .formatted(SlotReference.describe(reference), flags));
      return;
    }
    boolean enveloped = (flags & FrameLayout.FLAG_ENVELOPE) != 0;
    try {
      request.show(frame.payload(), enveloped, frame.method(), reference);
    } catch (RanvierException e) {
      lane.refusePeer(e.getMessage());
      return;
    }
    try {
      if (!over) {
        responder.begin(reference, flags & FrameLayout.FLAG_NOTIFY, deadline);
        serve(frame, enveloped, deadline);
      }
    } finally {
      request.release();
    }
  }

  private void serve(Frame frame, boolean enveloped, int deadline) {
    request.deadline(deadline);
    ServedConnection on = enveloped ? find(request.virtualConnection()) : root;
    if (on != null) {
      // Mostly as before, and to store an object costs more than to look.
      if (serving != on) {
        serving = on;
      }
      serve(frame, deadline);
    }
  }

  private ServedConnection find(int virtualConnection) {
    if (virtualConnection == 0) {
      return root;
    }
    ServedConnection found = virtualConnections.apply(virtualConnection);
    if (found == null) {
      String why = "virtual connection=%d is not open".formatted(virtualConnection);
      boolean ignored = responder.fail(ErrorCode.CONNECTION_CLOSED, 0, why);
    } else if (found.isFull()) {
      boolean ignored =
          responder.fail(
              ErrorCode.OVERLOADED,
              0,
              "calls at work on the virtual connection=%d".formatted(found.maxAtWork()));
      return null;
    }
    return found;
  }

  private void serve(Frame frame, int deadline) {
    Services services = serving.services();
    Services.Entry entry = handlers.find(services, frame.method());
    if (draining && MethodId.service(frame.method()) != MethodId.ENGINE) {
      boolean ignored = responder.fail(ErrorCode.DRAINING, 0, DRAINS);
    } else if (entry == null) {
      services.failUnknown(frame.method(), responder);
    } else if (deadlines.isPast(deadline)) {
      failLate(responder);
    } else if (entry.executor == null) {
      run(entry, request, responder);
    } else {
      handOver(services, entry, frame);
    }
  }

  @Override
  public void onCallAhead(long reference) {
    answerer.fetch(reference);
  }

  @Override
  public void onCancel(long reference) {
    shared.cancel(reference);
  }

  /** Refuses the calls that come from now on, but the engine's own. */
  public void drain() {
    draining = true;
  }

  /** Nobody waits for answers any more: tells the handlers that wanted to know. */
  public void end() {
    shared.cancelAll();
    shared.lookAfter();
  }

  /** Frees what nobody told about; returns whether there is something that may come to that. */
  public boolean onTick() {
    delivery.sweep();
    shared.cancelIf(delivery::isOver);
    shared.lookAfter();
    return shared.count() > 0 || delivery.longReplyCount() > 0;
  }

  /**
   * Has a listener run, once, when no call is deferred or on an executor any more, and no answer
   * waits for room: at once if none does. For a connection whose peer sends no more.
   */
  public void whenAnswered(Runnable listener) {
    shared.whenNone(listener);
  }

  /** Counts the calls that are deferred or on an executor, and answers that wait for room. */
  public int sharedCount() {
    return shared.count();
  }

  /** Counts payload slots in which replies lie. */
  public int longReplyCount() {
    return delivery.longReplyCount();
  }

  void run(Services.Entry entry, Request to, Responder by) {
    try {
      entry.call(to, by);
    } catch (Throwable failure) {
      failures.failed(to.methodId(), by, failure);
    } finally {
      by.close();
    }
  }

  void failLate(Responder by) {
    boolean ignored = by.fail(ErrorCode.DEADLINE_EXCEEDED, 0, TOO_LATE);
  }

  /** Lets any thread answer a call that this thread, which polls, holds. */
  Right share(long reference, int flags) {
    Right right = new Right(this, serving, reference, flags);
    serving.began();
    Right before = shared.add(right);
    answerer.open(reference);
    if (before != null) {
      shared.cancel(before);
    }
    return right;
  }

  /** A shared right was used. */
  void ended(Right right, ServedConnection on) {
    on.ended();
    shared.remove(right);
  }

  AnswerDelivery delivery() {
    return delivery;
  }

  long leftNs(int deadline) {
    return deadlines.leftNs(deadline);
  }

  Channels channels() {
    return channels;
  }

  MetadataLimits requestLimits() {
    return requestLimits;
  }

  MetadataLimits replyLimits() {
    return replyLimits;
  }

  Peer peer() {
    return peer;
  }

  private void handOver(Services services, Services.Entry entry, Frame frame) {
    if (!services.begin()) {
      String why = "calls at work=%d, all that are allowed".formatted(services.maxAtWork());
      boolean ignored = responder.fail(ErrorCode.OVERLOADED, 0, why);
      return;
    }
    Responder later = responder.handOver();
    HandedOver call = new HandedOver(this, services, entry, later);
    try {
      call.keep(frame, request);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      call.refuse(ErrorCode.CONNECTION_CLOSED, "the connection has ended");
      boolean ignored = delivery.lost(e);
      return;
    }
    later.lookAfter(call);
    try {
      entry.executor.execute(call);
    } catch (RejectedExecutionException e) {
      call.refuse(ErrorCode.OVERLOADED, "the executor refuses: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      call.refuse(ErrorCode.HANDLER_FAILED, "the executor failed: " + e);
      failures.executorFailed(frame.method(), e);
    }
  }
}
