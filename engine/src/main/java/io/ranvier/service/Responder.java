package io.ranvier.service;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Failure;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.SourceRange;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/**
 * Answers one call, exactly once: by {@link #send}, {@link #reply} or {@link #fail}, or by being
 * dropped, which tells the caller HANDLER_FAILED. A second answer is refused.
 *
 * <p>The engine drops the responder of a handler that has returned. A handler that will answer
 * later asks for one of its own by {@link #defer}, and closes it; one that is forgotten is dropped
 * when the garbage collector finds it.
 *
 * <p>What is answered is copied, or lies in memory that nobody else sees before it is announced: no
 * caller ever reads a half-written reply. Answering never waits.
 *
 * <p>Threads: the handler's; a deferred one is used by one thread at a time, whichever it is.
 */
public final class Responder implements AutoCloseable {
  private static final Cleaner FORGOTTEN = Cleaner.create();

  private final InboundCalls calls;
  private final AnswerDelivery delivery;
  private final ReplyDraft draft;
  private Right right;
  private long reference;
  private int flags;
  private int deadline;
  private boolean pending;

  /** Who may answer while there is no right of its own: the thread that runs the handler. */
  private Thread holder;

  Responder(InboundCalls calls) {
    this.calls = calls;
    this.delivery = calls.delivery();
    this.draft = new ReplyDraft(delivery);
  }

  /** Returns whether the call can still be answered by this object. */
  public boolean isPending() {
    return right == null ? pending : !right.isUsed();
  }

  /**
   * Returns whether the caller does not wait for the answer any more. Of use until the call is
   * answered: that a caller is done with its answer may show late.
   */
  public boolean isCancelled() {
    return delivery.isOver(reference);
  }

  /**
   * Sets what the answer carries besides its payload; before it is claimed. An error carries none.
   *
   * @throws RanvierException LIMIT_EXCEEDED when it is more than the caller takes; WRONG_STATE when
   *     the call was answered
   */
  public Responder with(Metadata metadata) {
    refuseUnlessPending();
    calls.replyLimits().check(metadata);
    draft.metadata(metadata);
    return this;
  }

  /**
   * Returns memory to write an answer of that length into; contents undefined, dead once the call
   * is answered. Claiming again gives other memory.
   *
   * @throws RanvierException PAYLOAD_TOO_LARGE, naming size and limit; INVALID_ARGUMENT;
   *     WRONG_STATE when the call was answered
   */
  public SegmentBuffer claim(int lengthBytes) {
    refuseUnlessPending();
    return draft.claim(lengthBytes);
  }

  /**
   * Answers with what was claimed and written. A long answer for which there is no payload slot is
   * kept here until there is one, or the call's deadline: it is lost if this process dies
   * meanwhile.
   *
   * @return false when the caller does not wait any more
   * @throws RanvierException WRONG_STATE when nothing was claimed, or the call was answered
   */
  public boolean send() {
    if (!draft.isClaimed()) {
      // What was answered has nothing claimed either, and is told as that.
      refuseUnlessPending();
      throw unclaimed();
    }
    return answer(0);
  }

  /**
   * Answers with a copy of these bytes.
   *
   * @return false when the caller does not wait any more
   * @throws RanvierException as {@link #claim}
   */
  public boolean reply(MemorySegment source, long offset, int length) {
    // What lies in a mapped file may fail after the copy: that shall not be announced.
    return right == null && draft.isBare(length) && !source.isMapped()
        ? replyAtOnce(source, offset, length)
        : replyDraft(source, offset, length);
  }

  /** Copies a short answer once, right to where the caller reads it. */
  private boolean replyAtOnce(MemorySegment source, long offset, int length) {
    // A fault of what the handler did before is to show while nothing is announced.
    Faults.check();
    take();
    draft.abort();
    try {
      return delivery.answer(reference, 0, flags, source, offset, length, true);
    } catch (RuntimeException e) {
      // Of the copy. An error may come after the answer, and a call is answered once.
      pending = true;
      throw e;
    }
  }

  private boolean replyDraft(MemorySegment source, long offset, int length) {
    SourceRange.check(source, offset, length);
    SegmentBuffer target = claim(length);
    try {
      MemorySegment.copy(source, offset, target.segment(), target.segmentOffset(), length);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      draft.abort();
      boolean ignored = delivery.lost(e);
      return fail(ErrorCode.CONNECTION_CLOSED, 0, "the connection has ended");
    }
    return send();
  }

  /** Answers with a copy of a view's bytes; as the other. */
  public boolean reply(SegmentBuffer payload) {
    return reply(payload.segment(), payload.segmentOffset(), payload.capacity());
  }

  /**
   * Answers that the call failed, for a reason of the handler's own: APPLICATION_ERROR.
   *
   * @param applicationCode the handler's number for what went wrong
   * @param details bytes for the caller; what does not fit into a reply is cut
   * @return false when the caller does not wait any more
   */
  public boolean fail(int applicationCode, String message, byte... details) {
    return fail(ErrorCode.APPLICATION_ERROR, applicationCode, message, details);
  }

  /**
   * Answers that the call failed for a reason of the closed set: INVALID_PAYLOAD, OVERLOADED... The
   * caller takes its word for whether a retry is safe: {@link ErrorCode#isRetrySafe}.
   *
   * @return false when the caller does not wait any more
   * @throws RanvierException INVALID_ARGUMENT for a code that says what only the engine can know,
   *     such as PEER_DIED
   */
  public boolean fail(ErrorCode code, String message) {
    ChosenCode.check(code);
    return fail(code, 0, message);
  }

  /**
   * Has somebody told when the caller cancels the call or is gone, at once if it has: on any
   * thread, which must not be kept. Of use with a deferred responder, or on an executor, until the
   * call is answered.
   */
  public void onCancel(Runnable listener) {
    if (right == null) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot listen for cancel: handler=on polling thread; defer the answer first");
    }
    right.onCancel(listener);
  }

  /**
   * Takes the right to answer out of the handler's hands: the call stays open until the returned
   * responder answers or is closed. It may be used by any thread. Allocates.
   *
   * @throws RanvierException WRONG_STATE when the call was answered or deferred already
   */
  public Responder defer() {
    Responder later = handOver();
    FORGOTTEN.register(later, later.right::drop);
    return later;
  }

  /** Has a call looked after while it waits for its executor. */
  void lookAfter(HandedOver call) {
    right.lookAfter(call);
  }

  /** Gives the right to answer to a new responder, for another thread. */
  Responder handOver() {
    refuseUnlessPending();
    pending = false;
    draft.abort();
    Right deferred = right == null ? calls.share(reference, flags) : right;
    right = null;
    Responder later = new Responder(calls);
    later.begin(deferred, this);
    later.draft.metadata(draft.takeMetadata());
    return later;
  }

  /** Drops the call: if it was not answered, its caller is told so. Idempotent. */
  @Override
  public void close() {
    if (isPending()) {
      boolean ignored = fail(ErrorCode.HANDLER_FAILED, 0, "the handler ended without an answer");
    }
  }

  /** Begins with a call that the calling thread alone can answer. */
  void begin(long newReference, int newFlags, int newDeadline) {
    right = null;
    Thread current = Thread.currentThread();
    // Mostly as before, and to store an object costs more than to look.
    if (holder != current) {
      holder = current;
    }
    deadline = newDeadline;
    reference = newReference;
    flags = newFlags;
    pending = true;
  }

  /** Begins with a call that any thread could answer. */
  private void begin(Right newRight, Responder from) {
    right = newRight;
    deadline = from.deadline;
    reference = from.reference;
    flags = from.flags;
    pending = true;
  }

  boolean fail(ErrorCode code, int applicationCode, String message, byte... details) {
    refuseUnlessPending();
    draft.abort();
    draft.metadata(null);
    byte[] bytes = Failure.encode(applicationCode, message, details, delivery.maxSlotReplyBytes());
    draft.claim(bytes.length).putBytes(0, bytes);
    return answer(code.number());
  }

  private boolean answer(int status) {
    take();
    if (right == null) {
      return draft.send(reference, status, flags, true, waitNs());
    }
    try {
      return draft.send(reference, status, flags, false, waitNs());
    } finally {
      right.done();
    }
  }

  /** The clock is read only for an answer that may have to wait. */
  private long waitNs() {
    return draft.waitsForRoom() ? calls.leftNs(deadline) : 0;
  }

  private void take() {
    refuseOthers();
    if (right == null ? !pending : !right.use()) {
      throw answered();
    }
    pending = false;
  }

  private void refuseUnlessPending() {
    refuseOthers();
    if (!isPending()) {
      throw answered();
    }
  }

  /** Refuses a thread that a handler has left its responder to: it serves other calls by now. */
  private void refuseOthers() {
    if (right == null && holder != Thread.currentThread()) {
      throw wrongThread();
    }
  }

  private static RanvierException wrongThread() {
    return new RanvierException(
        ErrorCode.WRONG_THREAD,
        "cannot answer: thread=%s; the handler's thread answers, or whoever it gave defer() to"
            .formatted(Thread.currentThread().getName()));
  }

  private static RanvierException unclaimed() {
    return new RanvierException(
        ErrorCode.WRONG_STATE, "cannot send answer: claimed=false; claim memory for it first");
  }

  private RanvierException answered() {
    delivery.countRefused();
    return new RanvierException(
        ErrorCode.WRONG_STATE,
        "cannot answer: answered=true; a call is answered once, and by whoever deferred it");
  }
}
