package io.ranvier.call;

import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.LaneEnd;
import io.ranvier.lane.OutboundLane;
import io.ranvier.lane.Status;

/** Explains why a call failed, and by its code whether it may have been begun. Any thread. */
final class CallFailures {
  private final String endpoint;
  private final OutboundCalls calls;
  private final OutboundLane lane;
  private final LaneEnd end;

  /**
   * @param endpoint its name
   * @param lane that calls are sent on
   */
  CallFailures(String endpoint, OutboundCalls calls, OutboundLane lane, LaneEnd end) {
    this.endpoint = endpoint;
    this.calls = calls;
    this.lane = lane;
    this.end = end;
  }

  /** Explains why a call could not be opened or sent. */
  RuntimeException notOpened(long status, int methodId, int lengthBytes) {
    String what = cannotCall(methodId);
    return switch ((int) status) {
      case (int) Status.NO_CALL_SLOT ->
          new CallException(
              ErrorCode.OVERLOADED,
              what + ", inFlight=%d, %s".formatted(calls.inFlight(), calls.growth().reason()));
      case (int) Status.NO_PAYLOAD_SLOT ->
          new CallException(
              ErrorCode.OVERLOADED,
              what
                  + ", lengthBytes=%d; no memory is free for it, open the call with a time to wait, or "
                      .formatted(lengthBytes)
                  + "try again: "
                  + lane.host().extentRefusal());
      case (int) Status.BACK_PRESSURED, (int) Status.TIMED_OUT ->
          new CallException(
              ErrorCode.OVERLOADED,
              what
                  + ", status=%s, lengthBytes=%d; the peer is behind, wait and try again"
                      .formatted(Status.name(status), lengthBytes));
      default -> ended(false, what);
    };
  }

  /** Explains why an exclusive caller has no slot for a call: all of its own are in use. */
  CallException full(int methodId, int slotCount) {
    return new CallException(
        ErrorCode.OVERLOADED,
        cannotCall(methodId)
            + ", caller=exclusive, maxInFlight=%d; close a call, or open it for more"
                .formatted(slotCount));
  }

  /** Explains why a virtual connection takes no call more: as many as it may have are in flight. */
  CallException full(CallScope scope, int methodId) {
    return new CallException(
        ErrorCode.OVERLOADED,
        cannotCall(methodId)
            + ", %s, maxInFlight=%d; wait for calls to end, or raise VirtualOptions.inFlight on "
                .formatted(scope, scope.maxInFlight())
            + "both sides");
  }

  /** Explains why no call can be made on a virtual connection that is closed. */
  CallException closed(CallScope scope, int methodId) {
    return new CallException(
        ErrorCode.CONNECTION_CLOSED,
        cannotCall(methodId)
            + ", %s, closed=true; it was not begun, open another one".formatted(scope));
  }

  /** Explains why a call that was sent has no reply. */
  RuntimeException unanswered(boolean taken, int methodId, long timeoutNs) {
    String what = callFailed(methodId);
    if (end.isEnded()) {
      // A peer that lives on may take what was sent also after the end; a dead one takes nothing.
      boolean dead = end.status() == Status.PEER_DIED;
      return ended(taken || !dead, what);
    }
    return new CallException(
        ErrorCode.TIMED_OUT,
        what + ", waitedNs=%d; it goes on, wait again or close it".formatted(timeoutNs));
  }

  /** Refuses what cannot be done any more. */
  void refuseIfEnded(String what) {
    if (end.isEnded()) {
      throw ended(false, what);
    }
  }

  /**
   * Explains why the reply to a call could not be read: the memory that it lay in is gone. Rethrows
   * any other failure.
   */
  RuntimeException unreadable(Throwable failure, int methodId) {
    boolean ignored = calls.lost().or(failure);
    CallException lost = ended(true, callFailed(methodId));
    lost.addSuppressed(failure);
    return lost;
  }

  /** Says what failed of a call that was sent, as a message begins. */
  String callFailed(int methodId) {
    return "call failed: " + described(methodId);
  }

  private String cannotCall(int methodId) {
    return "cannot call: " + described(methodId);
  }

  private String described(int methodId) {
    return "endpoint=%s, %s".formatted(endpoint, MethodId.describe(methodId));
  }

  /**
   * Explains a failure by the end of the connection.
   *
   * @param taken whether the peer may have begun with it
   */
  CallException ended(boolean taken, String what) {
    long status = end.status();
    if (status == Status.PROTOCOL_ERROR) {
      return new CallException(
          ErrorCode.PROTOCOL_ERROR, what + "; the connection has ended, connect again");
    }
    if (taken) {
      return new CallException(
          ErrorCode.INDETERMINATE,
          what + ", connection=%s; the peer may have begun with it".formatted(Status.name(status)));
    }
    ErrorCode code = status == Status.PEER_DIED ? ErrorCode.PEER_DIED : ErrorCode.CONNECTION_CLOSED;
    return new CallException(
        code, what + ", connection=%s; it was not begun".formatted(Status.name(status)));
  }
}
