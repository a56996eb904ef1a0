package io.ranvier.call;

import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import io.ranvier.routing.SlotQueue;
import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiter;

/**
 * Leases what a call needs: its place among those of its connection, memory for the request, a
 * slot. If one of them lacks, waits where that is told, and tries again. Reusable. One thread at a
 * time.
 */
final class CallOpening implements Ready {
  private final OutboundCalls calls;
  private final Caller caller;
  private final CallScope scope;
  private final RequestDraft draft;
  private final Waiter waiter;
  private int lengthBytes;
  private long before;
  private long outcome;
  private SleepingPlace place;

  CallOpening(OutboundCalls calls, Caller caller, RequestDraft draft, Waiter waiter) {
    this.calls = calls;
    this.caller = caller;
    this.scope = caller.scope();
    this.draft = draft;
    this.waiter = waiter;
  }

  /** Leases without waiting; returns the slot's reference, or a status. */
  long tryOpen(int requestBytes) {
    if (scope.isClosed()) {
      return Status.CLOSED;
    }
    if (!scope.begin()) {
      return Status.NO_CALL_SLOT;
    }
    long leased = Status.CLOSED;
    try {
      leased = lease(requestBytes);
    } finally {
      if (leased < 0) {
        scope.end();
      }
    }
    return leased;
  }

  /** Leases, and waits at a limit until there is room; as {@link #tryOpen}. */
  long open(int requestBytes, long timeoutNs) {
    CallMisuse.checkTimeout(timeoutNs);
    long first = tryOpen(requestBytes);
    if (first >= 0 || timeoutNs == 0 || !Status.isBackPressure(first)) {
      return first;
    }
    CallMisuse.refuseWaitInHandler();
    if (first == Status.NO_CALL_SLOT && caller.isFull()) {
      throw CallMisuse.full();
    }
    lengthBytes = requestBytes;
    outcome = first;
    return repeat(timeoutNs);
  }

  /** Returns whether an attempt was successful, or met something else than the one before. */
  @Override
  public boolean isReady() {
    if (!hasChanged()) {
      outcome = tryOpen(lengthBytes);
    }
    return hasChanged();
  }

  private long lease(int requestBytes) {
    long status = draft.tryClaim(requestBytes);
    if (status < 0) {
      return status;
    }
    long reference = calls.leases().tryLease(caller);
    if (reference < 0) {
      draft.abort();
    }
    return reference;
  }

  private long repeat(long timeoutNs) {
    long startNs = System.nanoTime();
    long leftNs = timeoutNs;
    while (Status.isBackPressure(outcome) && leftNs > 0) {
      before = outcome;
      place = placeFor(before);
      try {
        boolean ignored = waiter.await(this, place, leftNs);
        Faults.check();
      } catch (IllegalStateException | InternalError e) {
        outcome = calls.lost().status(e);
      } finally {
        if (outcome < 0 && place instanceof SlotQueue queue) {
          // Who is woken and lacks something else now passes the wake-up on.
          queue.wakeOne();
        }
      }
      leftNs = timeoutNs - (System.nanoTime() - startNs);
    }
    return outcome;
  }

  /** Returns where a thread sleeps until an attempt may meet that back pressure no more. */
  private SleepingPlace placeFor(long met) {
    boolean inScope = met == Status.NO_CALL_SLOT && scope.isFull();
    return inScope ? scope.room() : calls.placeFor(met);
  }

  private boolean hasChanged() {
    return outcome != before || Status.isBackPressure(outcome) && placeFor(outcome) != place;
  }
}
