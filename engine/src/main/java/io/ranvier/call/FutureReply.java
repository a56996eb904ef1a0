package io.ranvier.call;

import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.memory.Faults;
import io.ranvier.routing.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The future of a call. It closes the call when it is done: by the reply, by the end of the
 * connection, by time, or because somebody completed or cancelled it.
 *
 * <pre>
 * who ends it first                  closes the call, and completes the future
 * reply or end, on the executor      after the reader has read the reply
 * time, cancel, complete             at once: a reader is not under way
 * </pre>
 *
 * <p>Threads: any.
 */
final class FutureReply<T> {
  private final Call call;
  private final AwaitedReply answer;
  private final OutboundCalls calls;
  private final ReplyDispatch.Noted noted;
  private final Function<? super Reply, ? extends T> reader;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final int methodId;
  private final long timeoutNs;

  /**
   * @param request what was sent; read here only, since it is reset when the call ends
   */
  FutureReply(
      Call call,
      AwaitedReply answer,
      OutboundCalls calls,
      RequestDraft request,
      Function<? super Reply, ? extends T> reader) {
    this.call = call;
    this.answer = answer;
    this.calls = calls;
    this.noted = new ReplyDispatch.Noted(request.reference(), this::wake);
    this.reader = reader;
    this.methodId = request.methodId();
    this.timeoutNs = request.timeoutNs();
  }

  /** Begins to listen; the request was sent. */
  CompletableFuture<T> start() {
    calls.dispatch().note(noted);
    if (timeoutNs > 0) {
      expireInTime();
    }
    var ignored = future.whenComplete((_, _) -> abandon());
    if (answer.isDone()) {
      wake();
    }
    return future;
  }

  /** The reply is there, or none comes any more: on the housekeeper, which must not be kept. */
  private void wake() {
    if (woken.compareAndSet(false, true)) {
      future.defaultExecutor().execute(this::finish);
    }
  }

  private void finish() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    T value = null;
    Throwable failure = null;
    try {
      value = reader.apply(answer.await(0));
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      failure = whyUnreadable(e);
    } catch (Throwable t) {
      failure = t;
    }
    try {
      close();
    } finally {
      if (failure == null) {
        future.complete(value);
      } else {
        future.completeExceptionally(failure);
      }
    }
  }

  /** Returns what a reader's failure comes from: the end of the connection, or the reader. */
  private Throwable whyUnreadable(Throwable failure) {
    try {
      return Faults.checked(calls.failures().unreadable(failure, methodId));
    } catch (IllegalStateException | InternalError e) {
      return e;
    }
  }

  /** The timer ends with the future: a call that was answered must not be kept until its time. */
  private void expireInTime() {
    CompletableFuture<Void> timer =
        new CompletableFuture<Void>().completeOnTimeout(null, timeoutNs, TimeUnit.NANOSECONDS);
    var expiry = timer.thenRun(this::expire);
    var ignored = future.whenComplete((_, _) -> timer.cancel(false));
  }

  private void expire() {
    if (ended.compareAndSet(false, true)) {
      close();
      future.completeExceptionally(
          new CallException(
              ErrorCode.TIMED_OUT,
              calls.failures().callFailed(methodId)
                  + ", timeoutNs=%d; it was cancelled".formatted(timeoutNs)));
    }
  }

  /** The future was completed by somebody else than the reply. */
  private void abandon() {
    if (ended.compareAndSet(false, true)) {
      close();
    }
  }

  private void close() {
    try {
      calls.dispatch().forget(noted);
      call.end();
      Faults.check();
    } catch (InternalError e) {
      // An access to a file that was cut short, reported late: the executor is not to suffer.
      boolean ignored = calls.lost().or(e);
    }
  }
}
