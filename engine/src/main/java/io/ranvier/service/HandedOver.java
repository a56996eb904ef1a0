package io.ranvier.service;

import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Frame;
import io.ranvier.lane.RetainedPayload;
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
   * @param original the request as the polling thread sees it
   * @param responder what the handler will answer by
   */
  HandedOver(
      InboundCalls calls,
      Services services,
      Services.Entry entry,
      Frame frame,
      Request original,
      Responder responder) {
    this.calls = calls;
    this.services = services;
    this.entry = entry;
    this.request = new Request(calls);
    this.responder = responder;
    frame.retain(payload);
    request.showAgain(payload.payload(), original);
  }

  void deadline(int deadline) {
    request.deadline(deadline);
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
      boolean ignored = responder.fail(code, 0, why);
      finish();
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
