package io.ranvier.service;

import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Frame;
import io.ranvier.lane.RetainedPayload;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A call on its way through an executor. Owns its request's memory until the handler has returned.
 */
final class HandedOver implements Runnable {
  private final InboundCalls calls;
  private final Services services;
  private final Services.Entry entry;
  private final RetainedPayload payload = new RetainedPayload();
  private final Request request;
  private final Responder responder;
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * @param responder what the handler will answer by
   */
  HandedOver(InboundCalls calls, Services services, Services.Entry entry, Responder responder) {
    this.calls = calls;
    this.services = services;
    this.entry = entry;
    this.request = new Request(calls);
    this.responder = responder;
  }

  /**
   * Keeps a request.
   *
   * @param original the request as the polling thread sees it
   */
  void keep(Frame frame, Request original) {
    frame.retain(payload);
    request.showAgain(payload.payload(), original);
  }

  /**
   * Ends a call that was not begun if its time is over, or its executor runs nothing any more: an
   * executor that was shut down at once drops its tasks and tells nobody. On the housekeeper.
   */
  void lookAfter() {
    if (taken.get()) {
      return;
    }
    if (request.leftNs() < 0) {
      refuse(ErrorCode.DEADLINE_EXCEEDED, InboundCalls.TOO_LATE);
    } else if (entry.executor instanceof ExecutorService service && service.isTerminated()) {
      refuse(ErrorCode.OVERLOADED, "the executor was shut down before it was begun");
    }
  }

  @Override
  public void run() {
    if (!taken.compareAndSet(false, true)) {
      return;
    }
    try {
      if (request.leftNs() < 0) {
        calls.failLate(responder);
      } else {
        calls.run(entry, request, responder);
      }
    } finally {
      finish();
    }
  }

  /** The executor does not take the call; does nothing if it did all the same. */
  void refuse(ErrorCode code, String why) {
    if (taken.compareAndSet(false, true)) {
      try {
        // First: who makes another call when he has the answer is not to find this one at work.
        finish();
      } finally {
        boolean ignored = responder.fail(code, 0, why);
      }
    }
  }

  private void finish() {
    request.release();
    try {
      payload.close();
    } finally {
      services.end();
    }
  }
}
