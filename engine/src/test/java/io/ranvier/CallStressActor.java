package io.ranvier;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.routing.Reply;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** One thread that makes random calls, gives some up, and checks how each ends. */
final class CallStressActor implements Runnable {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(40);

  private final Supplier<Connection> connections;
  private final AtomicLong ids;
  private final SplittableRandom random;
  private final long endNs;
  private final boolean exclusive;
  private final CallStressTally tally;

  CallStressActor(
      Supplier<Connection> connections,
      AtomicLong ids,
      SplittableRandom random,
      long endNs,
      boolean exclusive,
      CallStressTally tally) {
    this.connections = connections;
    this.ids = ids;
    this.random = random;
    this.endNs = endNs;
    this.exclusive = exclusive;
    this.tally = tally;
  }

  @Override
  public void run() {
    while (System.nanoTime() < endNs) {
      Connection connection = connections.get();
      try (Caller caller = exclusive ? connection.exclusiveCaller() : connection.sharedCaller()) {
        while (System.nanoTime() < endNs && connection.end().isEmpty()) {
          act(connection, caller);
        }
      } catch (io.ranvier.error.RanvierException e) {
        if (connection.end().isEmpty()) {
          throw e;
        }
      }
    }
  }

  private void act(Connection connection, Caller caller) {
    CallScript script = CallScript.random(ids.incrementAndGet(), random);
    int method = random.nextBoolean() ? CallScript.INLINE : CallScript.ON_EXECUTOR;
    Set<ErrorCode> alsoLegal = EnumSet.noneOf(ErrorCode.class);
    try (Call call =
        caller.call(
            CallScript.SERVICE,
            method,
            script.requestLength(),
            caller.isExclusive() ? 0 : PATIENCE_NS)) {
      script.write(call.request());
      if (random.nextInt(4) == 0) {
        call.within(1 + random.nextInt(20_000_000));
        alsoLegal.add(ErrorCode.DEADLINE_EXCEEDED);
        alsoLegal.add(ErrorCode.TIMED_OUT);
      }
      if (!caller.isExclusive() && random.nextInt(4) == 0) {
        future(call, script, alsoLegal);
      } else {
        block(call, script, alsoLegal);
      }
    } catch (CallException e) {
      if (connection.end().isPresent()) {
        alsoLegal.add(ErrorCode.CONNECTION_CLOSED);
        alsoLegal.add(ErrorCode.INDETERMINATE);
      }
      try {
        script.checkFailure(e, alsoLegal);
      } catch (AssertionError illegal) {
        throw new AssertionError(illegal.getMessage() + ", end=" + connection.end(), e);
      }
      tally.failed(e.code());
    } catch (IllegalStateException e) {
      // The connection was closed while its memory was being written or read in place.
      if (connection.end().isEmpty()) {
        throw e;
      }
      tally.failed(ErrorCode.CONNECTION_CLOSED);
    }
  }

  private void block(Call call, CallScript script, Set<ErrorCode> alsoLegal) {
    call.send();
    switch (random.nextInt(8)) {
      case 0 -> tally.givenUp();
      case 1 -> {
        alsoLegal.add(ErrorCode.TIMED_OUT);
        answered(script, call.awaitNs(random.nextInt(200_000)));
      }
      default -> answered(script, call.awaitNs(PATIENCE_NS));
    }
  }

  private void future(Call call, CallScript script, Set<ErrorCode> alsoLegal) {
    CompletableFuture<Boolean> future =
        call.sendAsync(reply -> {
          answered(script, reply);
          return true;
        });
    if (random.nextInt(4) == 0) {
      boolean ignored = future.cancel(false);
      tally.givenUp();
      return;
    }
    try {
      boolean ignored = future.get(PATIENCE_NS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallException failure) {
        throw failure;
      }
      if (e.getCause() instanceof IllegalStateException closed) {
        throw closed;
      }
      throw new AssertionError(script + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(script + ": no end, done=" + call.isDone(), e);
    } catch (CancellationException | InterruptedException e) {
      throw new AssertionError(script + ": " + e, e);
    }
  }

  private void answered(CallScript script, Reply reply) {
    script.checkReply(reply.payload());
    tally.answered();
  }
}
