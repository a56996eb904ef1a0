package io.ranvier.crash;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.crash.CrashLog.Word;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.routing.Reply;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The calls of {@link CrashParty} that have a future: many are in flight at once. */
final class CrashFutures {
  private static final int IN_FLIGHT = 48;

  private final CrashParty party;
  private final Semaphore room = new Semaphore(IN_FLIGHT);

  CrashFutures(CrashParty party) {
    this.party = party;
  }

  void run(int stream) {
    try (Caller caller = party.connection.sharedCaller()) {
      boolean open = true;
      while (open && party.goesOn()) {
        await(1);
        open = begin(stream, caller);
      }
      // Also after the connection's end each future is done: this thread would hang.
      await(IN_FLIGHT);
    } catch (RanvierException e) {
      party.ended(e, ErrorCode.CONNECTION_CLOSED, ErrorCode.PEER_DIED);
    }
  }

  private void await(int permits) {
    try {
      if (!room.tryAcquire(permits, CrashParty.LONG_NS, TimeUnit.NANOSECONDS)) {
        throw new AssertionError("futures not done: " + (IN_FLIGHT - room.availablePermits()));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Begins one call; returns false when the connection has ended. */
  private boolean begin(int stream, Caller caller) {
    long number = party.log.count(stream, Word.BEGUN);
    while (true) {
      try {
        send(stream, caller, number);
        return true;
      } catch (CallException e) {
        if (e.code() != ErrorCode.OVERLOADED) {
          ended(stream, e);
          room.release();
          return false;
        }
        LockSupport.parkNanos(100_000);
      } catch (IllegalStateException e) {
        // The memory went with the connection before the request was sent.
        party.ended(-1);
        party.log.count(stream, Word.REFUSED);
        room.release();
        return false;
      }
    }
  }

  private void send(int stream, Caller caller, long number) {
    try (Call call =
        caller.call(
            CrashParty.SERVICE, stream, party.mine.length(stream, number), CrashParty.LONG_NS)) {
      var buffer = call.request();
      MemorySegment target = buffer.segment().asSlice(buffer.segmentOffset(), buffer.capacity());
      party.mine.fill(target, stream, number);
      AtomicBoolean replied = new AtomicBoolean();
      var future = call.sendAsync(reply -> read(reply, stream, number, replied));
      party.log.count(stream, Word.COMMITTED);
      var ignored = future.whenComplete((_, failure) -> done(stream, failure, replied.get()));
    }
  }

  private Void read(Reply reply, int stream, long number, AtomicBoolean replied) {
    party.log.count(stream, Word.REPLIED);
    replied.set(true);
    party.mine.checkReply(reply.payload(), stream, number);
    return null;
  }

  private void done(int stream, Throwable failure, boolean replied) {
    try {
      if (failure instanceof AssertionError) {
        party.wrong("future", failure);
      } else if (failure instanceof CallException e && !replied) {
        ended(stream, e);
      } else if (failure != null && party.connection.end().isEmpty()) {
        party.wrong("future", failure);
      } else if (failure != null && !replied) {
        party.log.count(stream, Word.UNKNOWN);
      }
    } catch (Throwable t) {
      party.wrong("future", t);
    } finally {
      room.release();
    }
  }

  private void ended(int stream, CallException failure) {
    if (party.connection.end().isEmpty() || !CrashCalls.ENDS.contains(failure.code())) {
      throw failure;
    }
    party.log.count(stream, failure.isRetrySafe() ? Word.REFUSED : Word.UNKNOWN);
  }
}
