package io.ranvier.crash;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.crash.CrashLog.Word;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.routing.Reply;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The calls that one end of {@link CrashParty} makes, one after the other. */
final class CrashCalls {
  static final Set<ErrorCode> ENDS =
      Set.of(ErrorCode.PEER_DIED, ErrorCode.CONNECTION_CLOSED, ErrorCode.INDETERMINATE);

  private final CrashParty party;

  CrashCalls(CrashParty party) {
    this.party = party;
  }

  void shared(int stream) {
    try (Caller caller = party.connection.sharedCaller()) {
      run(stream, caller);
    } catch (RanvierException e) {
      party.ended(e, ErrorCode.CONNECTION_CLOSED, ErrorCode.PEER_DIED);
    }
  }

  void exclusive(int stream) {
    try (Caller caller = party.connection.exclusiveCaller()) {
      run(stream, caller);
    } catch (RanvierException e) {
      party.ended(e, ErrorCode.CONNECTION_CLOSED, ErrorCode.PEER_DIED);
    }
  }

  private void run(int stream, Caller caller) {
    try (Call call = caller.newCall()) {
      boolean answered = true;
      while (answered && party.goesOn()) {
        answered = perform(stream, call);
      }
    }
  }

  /** Makes a call with what was prepared on it and closes it; returns whether it was answered. */
  boolean perform(int stream, Call call) {
    long number = party.log.count(stream, Word.BEGUN);
    boolean sent = false;
    try {
      open(call, stream, party.mine.length(stream, number));
      var buffer = call.request();
      MemorySegment target = buffer.segment().asSlice(buffer.segmentOffset(), buffer.capacity());
      party.mine.fill(target, stream, number);
      call.send();
      sent = true;
      party.log.count(stream, Word.COMMITTED);
      Reply reply = call.awaitNs(CrashParty.LONG_NS);
      party.log.count(stream, Word.REPLIED);
      party.mine.checkReply(reply.payload(), stream, number);
      return true;
    } catch (CallException e) {
      if (party.connection.end().isEmpty() || !ENDS.contains(e.code())) {
        throw e;
      }
      party.log.count(stream, e.isRetrySafe() ? Word.REFUSED : Word.UNKNOWN);
      return false;
    } catch (IllegalStateException e) {
      // The memory went with the connection, before it was sent or while the answer was read.
      if (party.connection.end().isEmpty()) {
        throw e;
      }
      if (!sent) {
        party.log.count(stream, Word.REFUSED);
      }
      return false;
    } finally {
      call.close();
    }
  }

  /** An exclusive caller does not wait for an extent: it tries again. */
  private void open(Call call, int stream, int length) {
    boolean exclusive = stream == CrashStreams.EXCLUSIVE_CALLS;
    long startNs = System.nanoTime();
    while (true) {
      try {
        call.open(CrashParty.SERVICE, stream, length, exclusive ? 0 : CrashParty.LONG_NS);
        return;
      } catch (CallException e) {
        boolean inTime = System.nanoTime() - startNs < CrashParty.LONG_NS;
        if (!exclusive || e.code() != ErrorCode.OVERLOADED || !inTime) {
          throw e;
        }
        LockSupport.parkNanos(100_000);
      }
    }
  }
}
