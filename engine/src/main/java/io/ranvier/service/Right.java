package io.ranvier.service;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The right to answer one call that any thread may use, once; and whom to tell when its caller has
 * gone. Any thread.
 */
final class Right {
  private static final Runnable GONE = () -> {};

  private final InboundCalls calls;
  private final ServedConnection on;
  private final long reference;
  private final int flags;
  private final AtomicBoolean used = new AtomicBoolean();
  private final AtomicReference<Runnable> onCancel = new AtomicReference<>();

  private volatile HandedOver handedOver;

  Right(InboundCalls calls, ServedConnection on, long reference, int flags) {
    this.calls = calls;
    this.on = on;
    this.reference = reference;
    this.flags = flags;
  }

  long reference() {
    return reference;
  }

  boolean isUsed() {
    return used.get();
  }

  /** Takes the right; false when it was taken before. Who took it calls {@link #done}. */
  boolean use() {
    return used.compareAndSet(false, true);
  }

  /** The answer is on its way. */
  void done() {
    calls.ended(this, on);
  }

  /** The caller has gone: tells who wants to know, once. */
  void cancelled() {
    Runnable listener = onCancel.getAndSet(GONE);
    if (listener != null) {
      listener.run();
    }
  }

  /**
   * Has somebody told when the caller has gone; at once if it has.
   *
   * @throws RanvierException WRONG_STATE when somebody is told already
   */
  void onCancel(Runnable listener) {
    Runnable before = onCancel.compareAndExchange(null, listener);
    if (before == GONE) {
      listener.run();
    } else if (before != null) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot listen for cancel: listeners=1; a call has one");
    } else if (calls.delivery().isOver(reference)) {
      cancelled();
    }
  }

  /** Has a call looked after while it waits for its executor. */
  void lookAfter(HandedOver call) {
    handedOver = call;
  }

  /** Ends the call if its executor will not begin with it. */
  void lookAfter() {
    HandedOver call = handedOver;
    if (call != null) {
      call.lookAfter();
    }
  }

  /** Nobody can use the right any more: the caller is told, unless it was used. */
  void drop() {
    if (use()) {
      try {
        calls
            .delivery()
            .fail(reference, flags, ErrorCode.HANDLER_FAILED, "the handler dropped the call");
      } finally {
        done();
      }
    }
  }
}
