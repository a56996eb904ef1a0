package io.ranvier.call;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.PollingThread;
import java.time.Duration;

/** How a call refuses to be used in another way than it is meant for. Any thread. */
final class CallMisuse {
  private static final String[] STATES = {"idle", "open", "sent", "a future's"};

  private CallMisuse() {}

  static void refuseUnless(int state, int expected, String what) {
    if (state != expected) {
      throw wrongState(what, state, expected);
    }
  }

  private static RanvierException wrongState(String what, int state, int expected) {
    return new RanvierException(
        ErrorCode.WRONG_STATE,
        "cannot %s call: state=%s, expected=%s; a call is opened, sent, awaited and closed"
            .formatted(what, STATES[state], STATES[expected]));
  }

  static void refuseFuture(Caller caller) {
    if (caller.isExclusive()) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE,
          "cannot send call: caller=exclusive; another thread would complete it, use a shared one");
    }
  }

  static RanvierException full() {
    return new RanvierException(
        ErrorCode.WRONG_STATE,
        "cannot wait for call slot: caller=exclusive; only this thread can free one, close a call "
            + "or open the caller for more");
  }

  /** Refuses a time to wait that is less than 0. */
  static void checkTimeout(long timeoutNs) {
    if (timeoutNs < 0) {
      throw badTimeout(timeoutNs, "0 or more");
    }
  }

  /** Refuses a call's time that is not more than 0. */
  static void checkTime(long timeoutNs) {
    if (timeoutNs <= 0) {
      throw badTimeout(timeoutNs, "more than 0");
    }
  }

  private static RanvierException badTimeout(long timeoutNs, String allowed) {
    return new RanvierException(
        ErrorCode.INVALID_ARGUMENT,
        "cannot wait: timeoutNs=%d; choose %s".formatted(timeoutNs, allowed));
  }

  /** Returns a duration in nanoseconds, or the longest there is. */
  static long saturatedNs(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return timeout.isNegative() ? -1 : Long.MAX_VALUE;
    }
  }

  /** Refuses to wait on a thread that is inside a poll: what it waits for may need that thread. */
  static void refuseWaitInHandler() {
    PollingThread.refuseWait("call", "serve on an executor, or use sendAsync");
  }
}
