package io.ranvier.service;

import io.ranvier.call.MethodId;
import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/** What handlers throw: answers their callers, and tells who wants to know. Any thread. */
final class HandlerFailures {
  private final CounterBlock counters;
  private final Peer peer;
  private volatile FailureListener listener = new GuardedListener(FailureListener.LOG);

  HandlerFailures(CounterBlock counters, Peer peer) {
    this.counters = counters;
    this.peer = peer;
  }

  void listen(FailureListener newListener) {
    listener = new GuardedListener(newListener);
  }

  /** A handler threw: its call fails, unless it was answered before. */
  void failed(int methodId, Responder by, Throwable failure) {
    counters.countIfThere(Counter.HANDLER_FAILURES);
    if (by.isPending()) {
      boolean ignored = by.fail(codeOf(failure), 0, failure.toString());
    }
    tell("handler failed", methodId, failure);
  }

  /** An executor neither took a call nor refused it. */
  void executorFailed(int methodId, Throwable failure) {
    tell("executor failed", methodId, failure);
  }

  /** Whoever was to be told that a caller had gone threw. */
  void cancelListenerFailed(Throwable failure) {
    listener.failed("cancel listener failed: " + peer, failure);
  }

  private void tell(String what, int methodId, Throwable failure) {
    listener.failed("%s: %s, %s".formatted(what, peer, MethodId.describe(methodId)), failure);
  }

  private static ErrorCode codeOf(Throwable failure) {
    if (failure instanceof RanvierException e
        && (e.code() == ErrorCode.PAYLOAD_TOO_LARGE || e.code() == ErrorCode.INVALID_PAYLOAD)) {
      return e.code();
    }
    return ErrorCode.HANDLER_FAILED;
  }
}
