package io.ranvier;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Status;
import io.ranvier.service.FailureListener;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One side of a connection whose handlers call the other side, whose handlers do the same: a call
 * of depth d makes two calls of depth d - 1, in one of three styles, and its answer tells how many
 * handlers ran for it. What is refused because of overload counts 0.
 *
 * <p>Threads: {@link #drain} on the thread that polls, the rest any.
 */
final class FloodPeer {
  private static final int SERVICE = 5;
  private static final int FUTURE = 0;
  private static final int POLLED = 1;
  private static final int BLOCKING = 2;
  private static final int STYLES = 3;
  private static final int FAN_OUT = 2;
  private static final int[] LENGTHS = {8, 40, 8, 300, 8, 64, 2_000, 100};
  private static final long OPEN_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Caller caller;
  private final FailureListener onFailure;
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong();
  private final Queue<Pending> pending = new ArrayDeque<>();

  FloodPeer(Connection connection, ExecutorService executor, FailureListener onFailure) {
    this.caller = connection.sharedCaller();
    this.onFailure = onFailure;
    connection.serve(
        Services.builder()
            .handler(SERVICE, FUTURE, this::onFutureStyle)
            .handler(SERVICE, POLLED, this::onPolledStyle)
            .handler(SERVICE, BLOCKING, executor, this::onBlockingStyle)
            .build(),
        onFailure);
  }

  /** A call that was sent on the polling thread, and whom its answer counts for. */
  private record Pending(Call call, Node node) {}

  /** A call that is served: answered when the calls that it made have ended. */
  private final class Node {
    private final Responder responder;
    private final int depth;
    private final AtomicInteger left = new AtomicInteger(FAN_OUT);
    private final AtomicLong sum = new AtomicLong(1);

    Node(Responder responder, int depth) {
      this.responder = responder;
      this.depth = depth;
    }

    void add(long count) {
      sum.addAndGet(count);
      if (left.decrementAndGet() == 0) {
        answer(responder, sum.get());
      }
    }
  }

  /** Counts the calls that were answered by this side's handlers. */
  long handled() {
    return handled.get();
  }

  /** Counts the calls of this side that were refused because of overload. */
  long refused() {
    return refused.get();
  }

  /** Makes a call and waits for its answer; returns how many handlers ran for it. */
  long call(int depth) {
    try (Call call = caller.call(SERVICE, nextStyle(), nextLength(), OPEN_WAIT_NS)) {
      call.request().putInt(0, depth);
      call.send();
      return call.awaitNs(Pair.LONG_NS).payload().getLong(0);
    } catch (CallException e) {
      return refusal(e);
    }
  }

  /** Passes on the answers to calls that handlers on the polling thread made. */
  void drain() {
    boolean ignored =
        pending.removeIf(one -> {
          if (!one.call().isDone()) {
            return false;
          }
          long count = one.call().reply().payload().getLong(0);
          one.call().close();
          one.node().add(count);
          return true;
        });
  }

  private void onFutureStyle(Request request, Responder responder) {
    Node node = begin(request, responder);
    for (int i = 0; node.depth > 0 && i < FAN_OUT; i++) {
      try {
        Call call = caller.call(SERVICE, nextStyle(), nextLength());
        call.request().putInt(0, node.depth - 1);
        var ignored =
            call.sendAsync(reply -> reply.payload().getLong(0))
                .whenComplete((count, failure) -> {
                  if (failure != null) {
                    onFailure.failed("peer", failure);
                  }
                  node.add(failure == null ? count : 0);
                });
      } catch (CallException e) {
        node.add(refusal(e));
      }
    }
  }

  private void onPolledStyle(Request request, Responder responder) {
    Node node = begin(request, responder);
    for (int i = 0; node.depth > 0 && i < FAN_OUT; i++) {
      Call call = caller.newCall();
      long status = call.tryOpen(SERVICE, nextStyle(), nextLength());
      if (status == 0) {
        call.request().putInt(0, node.depth - 1);
        status = call.trySend();
      }
      if (status >= 0) {
        pending.add(new Pending(call, node));
        continue;
      }
      call.close();
      if (!Status.isBackPressure(status)) {
        throw new AssertionError(Status.name(status));
      }
      refused.incrementAndGet();
      node.add(0);
    }
  }

  private void onBlockingStyle(Request request, Responder responder) {
    int depth = request.payload().getInt(0);
    long sum = 1;
    for (int i = 0; depth > 0 && i < FAN_OUT; i++) {
      sum += call(depth - 1);
    }
    answer(responder, sum);
  }

  private Node begin(Request request, Responder responder) {
    int depth = request.payload().getInt(0);
    Node node = new Node(responder.defer(), depth);
    if (depth == 0) {
      answer(node.responder, 1);
    }
    return node;
  }

  private void answer(Responder responder, long count) {
    SegmentBuffer reply = responder.claim(nextLength());
    reply.putLong(0, count);
    handled.incrementAndGet();
    if (!responder.send()) {
      onFailure.failed("peer", new AssertionError("answer refused"));
    }
  }

  private long refusal(CallException failure) {
    if (failure.code() != ErrorCode.OVERLOADED) {
      onFailure.failed("peer", failure);
    }
    refused.incrementAndGet();
    return 0;
  }

  private int nextStyle() {
    return (int) (numbers.getAndIncrement() % STYLES);
  }

  private int nextLength() {
    return LENGTHS[(int) ((numbers.getAndIncrement() >>> 1) & 7)];
  }
}
