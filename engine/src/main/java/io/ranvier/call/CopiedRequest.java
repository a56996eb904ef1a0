package io.ranvier.call;

import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.SourceRange;
import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import java.lang.foreign.MemorySegment;

/**
 * Sends requests that lie in the user's memory. A short one is copied once, right into the ring: it
 * needs no memory of the call's own, and nobody a view of that. Any other is copied into the memory
 * of the call when that was opened. Reusable. One thread at a time.
 */
final class CopiedRequest {
  private final OutboundCalls calls;
  private final Caller caller;
  private final RequestDraft draft;
  private final CallSender sender;

  CopiedRequest(OutboundCalls calls, Caller caller, RequestDraft draft, CallSender sender) {
    this.calls = calls;
    this.caller = caller;
    this.draft = draft;
    this.sender = sender;
  }

  /** Sends a request by a call that is idle, which it is again if that fails. */
  void send(
      Call call,
      int service,
      int method,
      MemorySegment source,
      long offset,
      int length,
      long timeoutNs) {
    boolean sent = false;
    try {
      CallMisuse.checkTime(timeoutNs);
      int id = MethodId.of(service, method);
      if (call.sent(trySend(id, source, offset, length, timeoutNs)) < 0) {
        sendDraft(call, id, source, offset, length, timeoutNs);
      }
      sent = true;
    } finally {
      if (!sent) {
        call.close();
      }
    }
  }

  /**
   * Sends a short request, without waiting.
   *
   * @return the number of its frame's cell; or less than 0, for whatever reason, and nothing has
   *     happened
   */
  private long trySend(
      int methodId, MemorySegment source, long offset, int length, long timeoutNs) {
    if (!isShort(source, length)) {
      return Status.BACK_PRESSURED;
    }
    // A fault of what the user did before is to show while nothing was sent.
    Faults.check();
    long reference = calls.leases().tryLease(caller);
    if (reference < 0) {
      return reference;
    }
    draft.begin(methodId, reference);
    draft.within(timeoutNs);
    long cell = Status.BACK_PRESSURED;
    try {
      cell = draft.tryPublishCopy(source, offset, length);
      return cell;
    } finally {
      if (cell < 0) {
        draft.reset();
        boolean ignored = calls.leases().free(caller, reference);
      }
    }
  }

  /** Sends a request of any length, and waits for room where that lacks. */
  private void sendDraft(
      Call call, int methodId, MemorySegment source, long offset, int length, long timeoutNs) {
    SourceRange.check(source, offset, length);
    long startNs = System.nanoTime();
    call.openMethod(methodId, length, timeoutNs);
    long status = draft.fill(source, offset, length);
    if (status < 0) {
      throw caller.notOpened(status, methodId, length);
    }
    long leftNs = timeoutNs - (System.nanoTime() - startNs);
    call.within(Math.max(1, leftNs)).send();
  }

  /**
   * Returns whether a request can be copied right into the ring.
   *
   * @throws RanvierException WRONG_THREAD, WRONG_STATE: before a slot of an exclusive caller's
   *     block is touched
   */
  private boolean isShort(MemorySegment source, int length) {
    return sender.checkedIsInline(length)
        && draft.isBare()
        && !caller.scope().isClosed()
        // A copy from a file that was cut short fails perhaps after it was published.
        && !source.isMapped();
  }
}
