package io.ranvier.service;

import io.ranvier.call.CallMemory;
import io.ranvier.call.Deadlines;
import io.ranvier.call.MethodId;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallFrames;
import io.ranvier.lane.Frame;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.OutboundLane;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.ring.FrameLayout;
import io.ranvier.routing.Answerer;
import io.ranvier.routing.ReplyExtent;
import io.ranvier.signal.Signals;
import io.ranvier.slot.SlotReference;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
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
  private static final int KNOWN_FLAGS =
      FrameLayout.FLAG_SLOT | FrameLayout.FLAG_NOTIFY | FrameLayout.FLAG_ENVELOPE;

  private final Answerer answerer;
  private final AnswerDelivery delivery;
  private final SharedRights shared;
  private final Deadlines deadlines;
  private final OutboundLane lane;
  private final String peerUser;
  private final Request request = new Request(this);
  private final Responder responder;
  private final MetadataLimits requestLimits;
  private final MetadataLimits replyLimits;
  private Services engine = Services.none();
  private IntFunction<ServedConnection> virtualConnections = _ -> null;
  private ServedConnection serving;
  private volatile ServedConnection root = served(Services.none());
  private volatile Consumer<Throwable> onFailure = InboundCalls::log;

  /**
   * @param lane this side's sending direction, whose payload slots long replies lie in
   * @param end says when nobody waits for answers any more
   */
  public InboundCalls(
      CallMemory memory,
      Deadlines deadlines,
      OutboundLane lane,
      Signals signals,
      LaneEnd end,
      String peerUser) {
    this.answerer = new Answerer(memory.segment(), memory.base(), memory.geometry(), signals);
    this.delivery = new AnswerDelivery(answerer, lane, end, signals.counters());
    this.shared =
        new SharedRights(memory.geometry().slotCount(), failure -> onFailure.accept(failure));
    this.deadlines = deadlines;
    this.lane = lane;
    this.peerUser = peerUser;
    this.requestLimits = memory.toServer();
    this.replyLimits = memory.toCaller();
    this.responder = new Responder(this);
  }

  /**
   * Says who serves from now on.
   *
   * @param listener is told what handlers throw
   */
  public void serve(Services newServices, Consumer<Throwable> listener) {
    onFailure = listener;
    root = served(newServices);
  }

  /**
   * Says who serves the engine's own methods and what is served on virtual connections; before the
   * first frame is polled.
   *
   * @param methods the engine's own, numbered from 1
   * @param connections finds a virtual connection by its number; null when it is not open
   */
  public void attach(List<CallHandler> methods, IntFunction<ServedConnection> connections) {
    engine = Services.ofEngine(methods);
    virtualConnections = connections;
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
    if ((flags & ~KNOWN_FLAGS) != 0 || acceptance != Answerer.Acceptance.HELD) {
      if (acceptance != Answerer.Acceptance.OVER) {
        lane.refusePeer(
            "call refused: %s, flags=%d; out of range, or in use"
                .formatted(SlotReference.describe(reference), flags));
      }
      return;
    }
    responder.begin(reference, flags & FrameLayout.FLAG_NOTIFY);
    boolean enveloped = (flags & FrameLayout.FLAG_ENVELOPE) != 0;
    try {
      request.show(frame.payload(), enveloped, frame.method(), reference);
    } catch (RanvierException e) {
      lane.refusePeer(e.getMessage());
      return;
    }
    request.deadline(deadline);
    serving = enveloped ? find(request.virtualConnection()) : root;
    if (serving != null) {
      serve(frame, deadline);
    }
    request.release();
  }

  private ServedConnection find(int virtualConnection) {
    if (virtualConnection == 0) {
      return root;
    }
    ServedConnection found = virtualConnections.apply(virtualConnection);
    if (found == null) {
      boolean ignored =
          responder.fail(
              ErrorCode.CONNECTION_CLOSED,
              0,
              "virtual connection=%d is not open".formatted(virtualConnection));
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
    Services.Entry entry = services.find(frame.method());
    if (entry == null && MethodId.service(frame.method()) == MethodId.ENGINE) {
      entry = engine.find(frame.method());
    }
    if (entry == null) {
      failUnknown(services, frame.method());
    } else if (deadlines.isPast(deadline)) {
      failLate(responder);
    } else if (entry.executor() == null) {
      run(entry, request, responder);
    } else {
      handOver(services, entry, frame, deadline);
    }
  }

  @Override
  public void onCancel(long reference) {
    shared.cancel(reference);
  }

  /** Nobody waits for answers any more: tells the handlers that wanted to know. */
  public void end() {
    shared.cancelAll();
  }

  /** Does what is due a few times a second: frees what nobody told about. */
  public void onTick() {
    boolean ignored = delivery.sweep();
    shared.cancelIf(delivery::isOver);
  }

  /**
   * Has a listener run, once, when no call is deferred or on an executor any more: at once if none
   * is. For a connection whose peer sends no more.
   */
  public void whenAnswered(Runnable listener) {
    shared.whenNone(listener);
  }

  /** Counts the calls that are deferred or on an executor. */
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
      failed(by, failure);
    } finally {
      by.close();
    }
  }

  void failLate(Responder by) {
    boolean ignored =
        by.fail(ErrorCode.DEADLINE_EXCEEDED, 0, "the deadline had passed before it was begun");
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

  MetadataLimits requestLimits() {
    return requestLimits;
  }

  MetadataLimits replyLimits() {
    return replyLimits;
  }

  String peerUser() {
    return peerUser;
  }

  private void handOver(Services services, Services.Entry entry, Frame frame, int deadline) {
    if (!services.begin()) {
      boolean ignored =
          responder.fail(
              ErrorCode.OVERLOADED,
              0,
              "calls at work=%d, all that are allowed".formatted(services.maxAtWork()));
      return;
    }
    HandedOver call = new HandedOver(this, services, entry, frame, request, responder.handOver());
    call.deadline(deadline);
    try {
      entry.executor().execute(call);
    } catch (RejectedExecutionException e) {
      call.refuse(ErrorCode.OVERLOADED, "the executor refuses: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      call.refuse(ErrorCode.HANDLER_FAILED, "the executor failed: " + e);
      onFailure.accept(e);
    }
  }

  private void failUnknown(Services serving, int methodId) {
    boolean known = serving.hasService(MethodId.service(methodId));
    ErrorCode code = known ? ErrorCode.UNKNOWN_METHOD : ErrorCode.UNKNOWN_SERVICE;
    boolean ignored = responder.fail(code, 0, "the peer does not serve it");
  }

  private void failed(Responder by, Throwable failure) {
    if (by.isPending()) {
      boolean ignored = by.fail(codeOf(failure), 0, failure.toString());
    }
    onFailure.accept(failure);
  }

  private static ErrorCode codeOf(Throwable failure) {
    if (failure instanceof RanvierException e
        && (e.code() == ErrorCode.PAYLOAD_TOO_LARGE || e.code() == ErrorCode.INVALID_PAYLOAD)) {
      return e.code();
    }
    return ErrorCode.HANDLER_FAILED;
  }

  private static ServedConnection served(Services services) {
    return new ServedConnection(services, Integer.MAX_VALUE);
  }

  private static void log(Throwable failure) {
    System.getLogger("io.ranvier").log(System.Logger.Level.ERROR, "handler failed", failure);
  }
}
