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
import io.ranvier.ring.FrameLayout;
import io.ranvier.routing.Answerer;
import io.ranvier.signal.Signals;
import io.ranvier.slot.SlotReference;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

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
  private final AtomicReferenceArray<Right> shared;
  private final Deadlines deadlines;
  private final OutboundLane lane;
  private final String peerUser;
  private final Request request = new Request(this);
  private final Responder responder;
  private volatile Services services = Services.none();
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
    this.shared = new AtomicReferenceArray<>(memory.geometry().slotCount());
    this.deadlines = deadlines;
    this.lane = lane;
    this.peerUser = peerUser;
    this.responder = new Responder(this);
  }

  /**
   * Says who serves from now on.
   *
   * @param listener is told what handlers throw
   */
  public void serve(Services newServices, Consumer<Throwable> listener) {
    onFailure = listener;
    services = newServices;
  }

  @Override
  public void onCall(Frame frame, long reference, int flags, int deadline) {
    if ((flags & ~KNOWN_FLAGS) != 0 || !answerer.hold(reference)) {
      lane.refusePeer(
          "call refused: %s, flags=%d; out of range, or not newer than the last of its slot"
              .formatted(SlotReference.describe(reference), flags));
      return;
    }
    int replyFlags = flags & FrameLayout.FLAG_NOTIFY;
    responder.begin(reference, replyFlags);
    Services serving = services;
    Services.Entry entry = serving.find(frame.method());
    if (entry == null) {
      failUnknown(serving, frame.method());
    } else if (deadline != Deadlines.NONE && deadlines.leftNs(deadline) < 0) {
      failLate(responder);
    } else if (entry.executor() == null) {
      request.show(frame.payload(), frame.method(), reference, deadline);
      run(entry.handler(), request, responder);
    } else {
      handOver(serving, entry, frame, reference, deadline, replyFlags);
    }
  }

  @Override
  public void onCancel(long reference) {
    int index = SlotReference.index(reference);
    Right right = index < shared.length() ? shared.get(index) : null;
    if (right != null && right.reference() == reference) {
      cancelled(right);
    }
  }

  /** Nobody waits for answers any more: tells the handlers that wanted to know. */
  public void end() {
    for (int index = 0; index < shared.length(); index++) {
      Right right = shared.get(index);
      if (right != null) {
        cancelled(right);
      }
    }
  }

  /** Does what is due a few times a second: frees what nobody told about. */
  public void onTick() {
    boolean ignored = delivery.sweep();
    for (int index = 0; index < shared.length(); index++) {
      Right right = shared.get(index);
      if (right != null && delivery.isOver(right.reference())) {
        cancelled(right);
      }
    }
  }

  /** Counts the calls that are deferred or on an executor. */
  public int sharedCount() {
    int count = 0;
    for (int index = 0; index < shared.length(); index++) {
      count += shared.get(index) == null ? 0 : 1;
    }
    return count;
  }

  /** Counts payload slots in which replies lie. */
  public int longReplyCount() {
    return delivery.longReplyCount();
  }

  void run(CallHandler handler, Request to, Responder by) {
    try {
      handler.onCall(to, by);
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

  /** Lets any thread answer a call that this thread holds. */
  Right share(long reference, int flags) {
    Right right = new Right(this, reference, flags);
    began(right);
    answerer.open(reference);
    return right;
  }

  void began(Right right) {
    shared.set(SlotReference.index(right.reference()), right);
  }

  void ended(Right right) {
    boolean ignored = shared.compareAndSet(SlotReference.index(right.reference()), right, null);
  }

  AnswerDelivery delivery() {
    return delivery;
  }

  long leftNs(int deadline) {
    return deadline == Deadlines.NONE ? Long.MAX_VALUE : deadlines.leftNs(deadline);
  }

  String peerUser() {
    return peerUser;
  }

  private void handOver(
      Services serving,
      Services.Entry entry,
      Frame frame,
      long reference,
      int deadline,
      int replyFlags) {
    if (!serving.begin()) {
      boolean ignored =
          responder.fail(
              ErrorCode.OVERLOADED,
              0,
              "calls at work=%d, all that are allowed".formatted(serving.maxAtWork()));
      return;
    }
    Right right = share(reference, replyFlags);
    HandedOver call = new HandedOver(this, serving, entry, frame, deadline, right, replyFlags);
    try {
      entry.executor().execute(call);
    } catch (RejectedExecutionException e) {
      call.refuse("the executor refuses: " + e.getMessage());
    }
  }

  private void failUnknown(Services serving, int methodId) {
    boolean known = serving.hasService(MethodId.service(methodId));
    ErrorCode code = known ? ErrorCode.UNKNOWN_METHOD : ErrorCode.UNKNOWN_SERVICE;
    boolean ignored = responder.fail(code, 0, "the peer does not serve it");
  }

  private void failed(Responder by, Throwable failure) {
    if (by.isPending()) {
      ErrorCode code =
          failure instanceof RanvierException e && e.code() == ErrorCode.PAYLOAD_TOO_LARGE
              ? ErrorCode.PAYLOAD_TOO_LARGE
              : ErrorCode.HANDLER_FAILED;
      boolean ignored = by.fail(code, 0, failure.toString());
    }
    onFailure.accept(failure);
  }

  private void cancelled(Right right) {
    ended(right);
    try {
      right.cancelled();
    } catch (Throwable failure) {
      onFailure.accept(failure);
    }
  }

  private static void log(Throwable failure) {
    System.getLogger("io.ranvier").log(System.Logger.Level.ERROR, "handler failed", failure);
  }
}
