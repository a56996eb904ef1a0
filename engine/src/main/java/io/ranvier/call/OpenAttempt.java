package io.ranvier.call;

import io.ranvier.lane.Status;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Waiter;

/**
 * Opens a call again and again, until it is open or meets something else than before. One thread.
 */
final class OpenAttempt implements Ready {
  private final Call call;
  private final int methodId;
  private final int lengthBytes;
  private long before;
  private long status;

  /**
   * @param status back pressure that the first attempt met
   */
  OpenAttempt(Call call, int methodId, int lengthBytes, long status) {
    this.call = call;
    this.methodId = methodId;
    this.lengthBytes = lengthBytes;
    this.before = status;
    this.status = status;
  }

  /** Waits for what each attempt lacks, and where that is told; returns the last one's status. */
  long repeat(OutboundCalls calls, Caller caller, Waiter waiter, long timeoutNs) {
    CallMisuse.refuseWaitInHandler();
    if (status == Status.NO_CALL_SLOT && caller.isFull()) {
      throw CallMisuse.full();
    }
    long startNs = System.nanoTime();
    long leftNs = timeoutNs;
    while (Status.isBackPressure(status) && leftNs > 0) {
      before = status;
      boolean ignored = waiter.await(this, calls.placeFor(before), leftNs);
      leftNs = timeoutNs - (System.nanoTime() - startNs);
    }
    return status;
  }

  @Override
  public boolean isReady() {
    if (status == before) {
      status = call.tryOpenMethod(methodId, lengthBytes);
    }
    return status != before;
  }
}
