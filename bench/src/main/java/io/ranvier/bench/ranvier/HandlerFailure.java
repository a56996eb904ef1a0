package io.ranvier.bench.ranvier;

import io.ranvier.service.FailureListener;

/**
 * Keeps what a server's handler threw until the measured loop asks: the engine itself lets nothing
 * that a handler or a listener throws reach the thread that polls.
 *
 * <p>Any thread tells; the polling thread asks.
 */
final class HandlerFailure implements FailureListener {
  private volatile Throwable first;

  @Override
  public synchronized void failed(String what, Throwable failure) {
    if (first == null) {
      first = failure;
    }
  }

  /** Throws the first failure, if there was one. */
  void rethrow() {
    if (first != null) {
      throwFirst();
    }
  }

  private void throwFirst() {
    switch (first) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      case Throwable checked -> throw new IllegalStateException(checked);
    }
  }
}
