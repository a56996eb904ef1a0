package io.ranvier;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of every kind in turn: short and long, answered, failed, thrown and cancelled, by an
 * exclusive caller, a shared one and futures. One thread.
 */
final class MixedCalls implements AutoCloseable {
  /** Calls in a round, not counting the rare ones that need an extent. */
  static final int CALLS_PER_ROUND = 12;

  /** Slots that the exclusive caller keeps: a whole block, as it is opened first. */
  static final int OWN_SLOTS = 64;

  private static final int SERVICE = 9;
  private static final int ECHO = 1;
  private static final int SIZE = 2;
  private static final int FILL = 3;
  private static final int FAIL = 4;
  private static final int THROW = 5;
  private static final int NEVER = 6;
  private static final int EXECUTOR_ECHO = 7;
  private static final int LONG_REPLY = 3_000;
  private static final int BIG = 70_000;
  private static final int ROUNDS_BETWEEN_BIG = 256;

  private final Caller exclusive;
  private final Caller shared;
  private final Call own;
  private final Call common;
  private final List<CompletableFuture<Long>> futures = new ArrayList<>();

  MixedCalls(Connection client) {
    exclusive = client.exclusiveCaller();
    shared = client.sharedCaller();
    own = exclusive.newCall();
    common = shared.newCall();
  }

  /** Adds what serves these calls. */
  static void serve(ServerBuilder server, Executor executor) {
    var ignored =
        server
            .handler(SERVICE, ECHO, MixedCalls::echo)
            .handler(SERVICE, EXECUTOR_ECHO, executor, MixedCalls::echo)
            .handler(
                SERVICE,
                SIZE,
                (request, responder) -> {
                  responder.claim(8).putLong(0, request.payload().capacity());
                  responder.send();
                })
            .handler(
                SERVICE,
                FILL,
                (request, responder) -> {
                  responder.claim(LONG_REPLY).putLong(0, request.payload().getLong(0));
                  responder.send();
                })
            .handler(SERVICE, FAIL, (_, responder) -> responder.fail(7, "no", (byte) 1))
            .handler(
                SERVICE,
                THROW,
                (_, _) -> {
                  throw new IllegalStateException("thrown on purpose");
                })
            .handler(SERVICE, NEVER, MixedCalls::keepUntilCancelled);
  }

  private static void echo(Request request, Responder responder) {
    responder.reply(request.payload());
  }

  private static void keepUntilCancelled(Request request, Responder responder) {
    Responder later = responder.defer();
    later.onCancel(later::close);
  }

  /** Makes so many rounds of calls, and waits for all of them. */
  void run(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      expect(round, echo(own, ECHO, 8, round));
      expect(round, echo(common, ECHO, 100, round));
      expect(round, echo(common, ECHO, 2_000, round));
      expect(round, echo(common, EXECUTOR_ECHO, 500, round));
      expect(3_000, echo(own, SIZE, 3_000, round));
      expect(round, echo(own, FILL, 8, round));
      expectFailure(ErrorCode.APPLICATION_ERROR, FAIL);
      expectFailure(ErrorCode.HANDLER_FAILED, THROW);
      cancel();
      cancelFuture();
      complete(round);
      complete(round);
      if (round % ROUNDS_BETWEEN_BIG == 0) {
        expect(round, echo(common, ECHO, BIG, round));
      }
    }
  }

  private static long echo(Call call, int method, int length, long number) {
    call.open(SERVICE, method, length, Pair.LONG_NS);
    call.request().putLong(0, number);
    call.send();
    long answer = call.awaitNs(Pair.LONG_NS).payload().getLong(0);
    call.close();
    return answer;
  }

  private void expectFailure(ErrorCode expected, int method) {
    own.open(SERVICE, method, 0, Pair.LONG_NS);
    own.send();
    try {
      var ignored = own.awaitNs(Pair.LONG_NS);
      throw new AssertionError("not failed: " + expected);
    } catch (CallException e) {
      expect(expected.ordinal(), e.code().ordinal());
    } finally {
      own.close();
    }
  }

  private void cancel() {
    common.open(SERVICE, NEVER, 8, Pair.LONG_NS);
    common.send();
    common.close();
  }

  private void cancelFuture() {
    Call call = shared.call(SERVICE, NEVER, 8, Pair.LONG_NS);
    boolean ignored = call.sendAsync(reply -> reply.payload().getLong(0)).cancel(false);
  }

  /** Sends a call whose time is long, and takes the answers of some when there are many. */
  private void complete(long number)
      throws InterruptedException, ExecutionException, TimeoutException {
    Call call = shared.call(SERVICE, ECHO, 8, Pair.LONG_NS);
    call.request().putLong(0, number);
    futures.add(call.sendAsync(r -> r.payload().getLong(0)));
    if (futures.size() >= 32) {
      for (CompletableFuture<Long> future : futures) {
        long ignored = future.get(20, TimeUnit.SECONDS);
      }
      futures.clear();
    }
  }

  private static void expect(long expected, long found) {
    if (expected != found) {
      throw new AssertionError("expected %d, found %d".formatted(expected, found));
    }
  }

  @Override
  public void close() {
    own.close();
    common.close();
    exclusive.close();
    shared.close();
  }
}
