package io.ranvier.service;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.function.Consumer;

/** What handlers throw: answers their callers, and tells who wants to know. Any thread. */
final class HandlerFailures {
  private final CounterBlock counters;
  private volatile Consumer<Throwable> listener = HandlerFailures::log;

  HandlerFailures(CounterBlock counters) {
    this.counters = counters;
  }

  void listen(Consumer<Throwable> newListener) {
    listener = newListener;
  }

  void tell(Throwable failure) {
    listener.accept(failure);
  }

  /** A handler threw: its call fails, unless it was answered before. */
  void failed(Responder by, Throwable failure) {
    counters.countIfThere(Counter.HANDLER_FAILURES);
    if (by.isPending()) {
      boolean ignored = by.fail(codeOf(failure), 0, failure.toString());
    }
    tell(failure);
  }

  private static ErrorCode codeOf(Throwable failure) {
    if (failure instanceof RanvierException e
        && (e.code() == ErrorCode.PAYLOAD_TOO_LARGE || e.code() == ErrorCode.INVALID_PAYLOAD)) {
      return e.code();
    }
    return ErrorCode.HANDLER_FAILED;
  }

  private static void log(Throwable failure) {
    System.getLogger("io.ranvier").log(System.Logger.Level.ERROR, "handler failed", failure);
  }
}
