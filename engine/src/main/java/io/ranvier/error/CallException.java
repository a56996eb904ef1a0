package io.ranvier.error;

/**
 * A call that ended without an answer.
 *
 * <p>{@link #code} is one of a closed set: APPLICATION_ERROR, HANDLER_FAILED, UNKNOWN_SERVICE,
 * UNKNOWN_METHOD, INVALID_PAYLOAD, PAYLOAD_TOO_LARGE, OVERLOADED, DRAINING, REJECTED,
 * DEADLINE_EXCEEDED, PEER_DIED, CONNECTION_CLOSED, PROTOCOL_ERROR, INDETERMINATE, and, while the
 * call goes on, TIMED_OUT; or another one that its handler chose.
 */
public final class CallException extends RanvierException {
  private static final long serialVersionUID = 1L;

  private final int applicationCode;
  private final byte[] details;

  public CallException(ErrorCode code, String message) {
    this(code, message, 0, new byte[0]);
  }

  /**
   * @param applicationCode the handler's own number for what went wrong
   * @param details bytes that the handler added
   */
  public CallException(ErrorCode code, String message, int applicationCode, byte[] details) {
    super(code, message);
    this.applicationCode = applicationCode;
    this.details = details.clone();
  }

  /** Returns the handler's own number for what went wrong; 0 if the error is not of its making. */
  public int applicationCode() {
    return applicationCode;
  }

  /** Returns a copy of the bytes that the handler added; empty if there are none. */
  public byte[] details() {
    return details.clone();
  }

  /** Returns whether no handler began to work on the call, so that it may be made again. */
  public boolean isRetrySafe() {
    return code().isRetrySafe();
  }
}
