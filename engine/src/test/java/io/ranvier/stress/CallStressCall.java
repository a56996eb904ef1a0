package io.ranvier.stress;

import io.ranvier.Connection;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.routing.Reply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Random calls on one handle, one after the other: sent, awaited, polled, given up. One thread.
 *
 * <p>A patient one waits as long as it takes; it may not be used with others in turn, which could
 * hold what it waits for.
 */
final class CallStressCall implements CallStressStep {
  static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(40);

  private final Connection connection;
  private final CallStressLedger ledger;
  private final SplittableRandom random;
  private final boolean patient;
  private final boolean mayWait;
  private final Call call;
  private Set<ErrorCode> legal;
  private CallScript script;
  private boolean pending;

  CallStressCall(
      Connection connection,
      Caller caller,
      CallStressLedger ledger,
      SplittableRandom random,
      boolean patient) {
    this.connection = connection;
    this.ledger = ledger;
    this.random = random;
    this.patient = patient;
    // An exclusive caller's own thread would have to free what it waits for.
    this.mayWait = !caller.isExclusive();
    this.call = caller.newCall();
  }

  @Override
  public void step() {
    guarded(pending ? this::proceed : this::begin);
  }

  @Override
  public void finish() {
    if (pending) {
      guarded(random.nextBoolean() ? this::giveUp : () -> read(PATIENCE_NS));
    }
  }

  private void begin() {
    script = CallScript.random(ledger.nextId(), random);
    legal = EnumSet.noneOf(ErrorCode.class);
    long openNs = PATIENCE_NS;
    if (!patient) {
      legal.add(ErrorCode.OVERLOADED);
      openNs = mayWait ? random.nextInt(2_000_000) : 0;
    }
    if (random.nextInt(3) == 0) {
      sendCopy(openNs);
      return;
    }
    call.open(CallScript.SERVICE, script.method(), script.requestLength(), openNs);
    if (!canAccess(() -> script.write(call.request()))) {
      end(CallStressLedger.LOST);
      return;
    }
    if (random.nextInt(50) == 0) {
      end(CallStressLedger.NOT_SENT);
      return;
    }
    if (random.nextInt(4) == 0) {
      call.within(1 + random.nextInt(20_000_000));
      mayBeLate();
    }
    call.send();
    pending = true;
  }

  private void sendCopy(long openNs) {
    int length = script.requestLength();
    MemorySegment source = Arena.ofAuto().allocate(Math.max(1, length), 8);
    script.write(new SegmentBuffer(source, 0, length));
    mayBeLate();
    long timeoutNs = mayWait ? Math.max(1, openNs) : 1 + random.nextInt(20_000_000);
    call.send(CallScript.SERVICE, script.method(), source, 0, length, timeoutNs);
    pending = true;
  }

  private void mayBeLate() {
    legal.add(ErrorCode.DEADLINE_EXCEEDED);
    // A long answer that finds no memory until the deadline.
    legal.add(ErrorCode.HANDLER_FAILED);
    legal.add(ErrorCode.OVERLOADED);
  }

  private void proceed() {
    switch (random.nextInt(8)) {
      case 0 -> giveUp();
      case 1, 2 -> read(random.nextInt(200_000));
      case 3 -> {
        if (call.isDone()) {
          read(0, false);
        }
      }
      default -> read(patient ? PATIENCE_NS : random.nextInt(3_000_000));
    }
  }

  private void giveUp() {
    end(CallStressLedger.GIVEN_UP);
  }

  private void read(long timeoutNs) {
    read(timeoutNs, timeoutNs < PATIENCE_NS);
  }

  private void read(long timeoutNs, boolean mayTakeLonger) {
    try {
      Reply reply = call.awaitNs(timeoutNs);
      boolean whole = canAccess(() -> script.checkReply(reply.payload()));
      if (random.nextInt(8) == 0) {
        // Others may do now what would spoil it.
        Thread.yield();
        whole &= canAccess(() -> script.checkReply(reply.payload()));
      }
      end(whole ? CallStressLedger.ANSWERED : CallStressLedger.LOST);
    } catch (CallException e) {
      if (e.code() != ErrorCode.TIMED_OUT || !mayTakeLonger) {
        throw e;
      }
    }
  }

  private void end(String how) {
    pending = false;
    call.close();
    call.close();
    ledger.ended(script, how);
  }

  private void guarded(Runnable part) {
    try {
      part.run();
    } catch (CallException e) {
      pending = false;
      call.close();
      if (connection.end().isPresent()) {
        legal.add(ErrorCode.CONNECTION_CLOSED);
        legal.add(ErrorCode.INDETERMINATE);
      }
      script.checkFailure(e, legal);
      ledger.ended(script, e, connection);
    }
  }

  /** Accesses memory of the connection; false when that went at its end. */
  private boolean canAccess(Runnable access) {
    try {
      access.run();
      return true;
    } catch (IllegalStateException e) {
      if (connection.end().isEmpty() || !CallStressHandler.isLost(e)) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public String toString() {
    return "%s, pending=%s, legal=%s, %s, end=%s"
        .formatted(script, pending, legal, connection, connection.end());
  }
}
