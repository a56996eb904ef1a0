package io.ranvier.service;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.PollingThread;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Hands calls on to another connection, without a look into their payloads: request, reply, error,
 * metadata (but what is not to propagate), deadline and cancel go through. Channels do not: those
 * that a call opens are dropped.
 *
 * <pre>{@code
 * Ranvier.listen("front").otherwise(executor, new Forwarder(back.sharedCaller())).start();
 * }</pre>
 *
 * <p>On an executor it waits for room on the other connection, until the call's deadline. On a
 * polling thread it never waits: what the other connection has no room for is OVERLOADED.
 *
 * <p>Threads: any. Borrows the caller.
 */
public final class Forwarder implements CallHandler {
  private static final long LONGEST_WAIT_NS = 10_000_000_000L;

  private final Caller target;

  /**
   * @param target a shared caller of where the calls go
   */
  public Forwarder(Caller target) {
    this.target = target;
  }

  @Override
  public void onCall(Request request, Responder responder) {
    Call call = target.newCall().with(request.metadata().forwarded());
    CompletableFuture<Boolean> reply = null;
    try {
      open(call, request);
      // The reply is read, and handed on, while it lies in the other connection's memory.
      Responder later = responder.defer();
      reply = call.sendAsync(answer -> handOn(answer, call.replyMetadata(), later));
      var ignored = reply.whenComplete((_, failure) -> fail(failure, later));
      listen(later, reply);
    } finally {
      if (reply == null) {
        call.close();
      }
    }
  }

  private static void open(Call call, Request request) {
    SegmentBuffer payload = request.payload();
    long leftNs = request.leftNs();
    long waitNs = PollingThread.isCurrent() ? 0 : Math.clamp(leftNs, 1, LONGEST_WAIT_NS);
    call.open(request.service(), request.method(), payload.capacity(), waitNs);
    try {
      call.request().putBytes(0, payload, 0, payload.capacity());
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // Either connection may have ended just now; nothing was sent.
      throw new RanvierException(
          ErrorCode.CONNECTION_CLOSED, "not handed on: a connection has ended", e);
    }
    if (leftNs != Long.MAX_VALUE) {
      var ignored = call.within(Math.max(leftNs, 1));
    }
  }

  private static boolean handOn(Reply answer, Metadata metadata, Responder responder) {
    return responder.with(metadata.forwarded()).reply(answer.payload());
  }

  private static void listen(Responder responder, CompletableFuture<Boolean> reply) {
    if (responder.isPending()) {
      responder.onCancel(() -> {
        boolean ignored = reply.cancel(false);
      });
    }
  }

  private static void fail(Throwable failure, Responder responder) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (responder.isPending()) {
      boolean ignored =
          cause instanceof CallException e
              ? responder.fail(e.code(), e.applicationCode(), e.getMessage(), e.details())
              : responder.fail(ErrorCode.HANDLER_FAILED, 0, "not handed on: " + cause);
    }
  }
}
