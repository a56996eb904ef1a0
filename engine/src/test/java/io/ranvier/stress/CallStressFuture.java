package io.ranvier.stress;

import io.ranvier.Connection;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.routing.Reply;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Random calls with futures, one after the other: awaited, cancelled, timed out. One thread. */
final class CallStressFuture implements CallStressStep {
  private static final long LOST_ID = -2;

  private final Connection connection;
  private final Caller caller;
  private final CallStressLedger ledger;
  private final SplittableRandom random;
  private Call call;
  private Set<ErrorCode> legal;
  private CallScript script;
  private AtomicInteger reads;
  private CompletableFuture<Long> future;

  CallStressFuture(
      Connection connection, Caller caller, CallStressLedger ledger, SplittableRandom random) {
    this.connection = connection;
    this.caller = caller;
    this.ledger = ledger;
    this.random = random;
    this.call = caller.newCall();
  }

  @Override
  public void step() {
    if (future != null) {
      proceed();
      return;
    }
    script = CallScript.random(ledger.nextId(), random);
    legal = EnumSet.of(ErrorCode.OVERLOADED);
    try {
      begin();
    } catch (CallException e) {
      failed(e);
    }
  }

  @Override
  public void finish() {
    if (future != null) {
      await();
    }
  }

  private void begin() {
    call.open(
        CallScript.SERVICE, script.method(), script.requestLength(), random.nextInt(2_000_000));
    try {
      script.write(call.request());
    } catch (IllegalStateException e) {
      refuseUnlessLost(e);
      call.close();
      end(CallStressLedger.LOST);
      return;
    }
    if (random.nextInt(4) == 0) {
      call.within(1 + random.nextInt(20_000_000));
      legal.add(ErrorCode.DEADLINE_EXCEEDED);
      // A long answer that finds no memory until the deadline.
      legal.add(ErrorCode.HANDLER_FAILED);
      legal.add(ErrorCode.TIMED_OUT);
    }
    CallScript own = script;
    AtomicInteger ownReads = new AtomicInteger();
    reads = ownReads;
    future = call.sendAsync(reply -> read(own, ownReads, reply));
  }

  /** What it throws may go unseen, if the future is cancelled meanwhile: so it is noted. */
  private long read(CallScript own, AtomicInteger ownReads, Reply reply) {
    try {
      ownReads.incrementAndGet();
      own.checkReply(reply.payload());
      return own.id();
    } catch (IllegalStateException e) {
      refuseUnlessLost(e);
      return LOST_ID;
    } catch (AssertionError e) {
      ledger.wrong(e.getMessage());
      throw e;
    }
  }

  private void proceed() {
    switch (random.nextInt(8)) {
      case 0 -> {
        if (future.cancel(false)) {
          giveUp();
        } else {
          await();
        }
      }
      case 1 -> {
        if (future.complete(-1L)) {
          giveUp();
        } else {
          await();
        }
      }
      case 2, 3, 4 -> {
        if (future.isDone()) {
          await();
        }
      }
      default -> await();
    }
  }

  private void giveUp() {
    // Its reader may be at work still, and the call with it.
    call = caller.newCall();
    end(CallStressLedger.GIVEN_UP);
  }

  private void await() {
    try {
      long id = future.get(CallStressCall.PATIENCE_NS, TimeUnit.NANOSECONDS);
      if (id == LOST_ID) {
        end(CallStressLedger.LOST);
        return;
      }
      if (id != script.id() || reads.get() != 1) {
        throw new AssertionError("%s: id=%d, reads=%s".formatted(script, id, reads));
      }
      end(CallStressLedger.ANSWERED);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallException failure) {
        failed(failure);
      } else {
        throw new AssertionError(this + ": " + e.getCause(), e.getCause());
      }
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(this + ", done=" + call.isDone(), e);
    }
  }

  private void failed(CallException e) {
    call.close();
    if (connection.end().isPresent()) {
      legal.add(ErrorCode.CONNECTION_CLOSED);
      legal.add(ErrorCode.INDETERMINATE);
    }
    script.checkFailure(e, legal);
    future = null;
    ledger.ended(script, e, connection);
  }

  /** The connection's memory goes at its end, also while it is written or read in place. */
  private void refuseUnlessLost(IllegalStateException e) {
    if (connection.end().isEmpty() || !CallStressHandler.isLost(e)) {
      throw e;
    }
  }

  private void end(String how) {
    future = null;
    ledger.ended(script, how);
  }

  @Override
  public String toString() {
    return "%s, future=%s, reads=%s, legal=%s, %s, end=%s"
        .formatted(script, future, reads, legal, connection, connection.end());
  }
}
