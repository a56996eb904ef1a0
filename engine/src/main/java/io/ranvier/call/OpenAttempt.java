package io.ranvier.call;

import io.ranvier.lane.Status;
import io.ranvier.routing.SlotQueue;
import io.ranvier.signal.Ready;
import io.ranvier.signal.SleepingPlace;
import io.ranvier.signal.Waiter;

/**
 * Opens a call again and again, until it is open or meets something else than before. One thread.
 */
final class OpenAttempt implements Ready {
  private final Call call;
  private final OutboundCalls calls;
  private final CallScope scope;
  private final int methodId;
  private final int lengthBytes;
  private long before;
  private long status;
  private SleepingPlace place;

  /**
   * @param status back pressure that the first attempt met
   */
  OpenAttempt(
      Call call, OutboundCalls calls, CallScope scope, int methodId, int lengthBytes, long status) {
    this.call = call;
    this.calls = calls;
    this.scope = scope;
    this.methodId = methodId;
    this.lengthBytes = lengthBytes;
    this.before = status;
    this.status = status;
  }

  /** Waits for what each attempt lacks, and where that is told; returns the last one's status. */
  long repeat(Caller caller, Waiter waiter, long timeoutNs) {
    CallMisuse.refuseWaitInHandler();
    if (status == Status.NO_CALL_SLOT && caller.isFull()) {
      throw CallMisuse.full();
    }
    long startNs = System.nanoTime();
    long leftNs = timeoutNs;
    while (Status.isBackPressure(status) && leftNs > 0) {
      before = status;
      place = placeFor(before);
      try {
        boolean ignored = waiter.await(this, place, leftNs);
      } catch (IllegalStateException | InternalError e) {
        status = calls.lost().status(e);
      } finally {
        if (status != 0 && place instanceof SlotQueue queue) {
          // Who is woken and lacks something else now passes the wake-up on.
          queue.wakeOne();
        }
      }
      leftNs = timeoutNs - (System.nanoTime() - startNs);
    }
    return status;
  }

  @Override
  public boolean isReady() {
    if (!hasChanged()) {
      status = call.tryOpenMethod(methodId, lengthBytes);
    }
    return hasChanged();
  }

  /** Returns where a thread sleeps until an attempt may meet that back pressure no more. */
  private SleepingPlace placeFor(long met) {
    boolean inScope = met == Status.NO_CALL_SLOT && scope.isFull();
    return inScope ? scope.room() : calls.placeFor(met);
  }

  private boolean hasChanged() {
    return status != before || Status.isBackPressure(status) && placeFor(status) != place;
  }
}
