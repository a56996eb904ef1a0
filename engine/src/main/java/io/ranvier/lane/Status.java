package io.ranvier.lane;

import io.ranvier.error.ErrorCode;

/**
 * What a hot method answers when it did not succeed: always less than 0.
 *
 * <p>Back pressure: nothing was sent, the same call may succeed later; see {@link #isBackPressure}.
 * The rest are final, for the channel or the connection.
 */
public final class Status {
  /** The ring is full: the receiver is behind. Retry, or use a call that waits. */
  public static final long BACK_PRESSURED = -1;

  /** No payload slot is free: the receiver holds them all, or an extent is on its way. Retry. */
  public static final long NO_PAYLOAD_SLOT = -2;

  /** A call that waits ran out of time. Nothing was sent. */
  public static final long TIMED_OUT = -3;

  /**
   * The connection was closed by this side, or by the peer after all it sent was delivered. A frame
   * that was being sent when another thread closed may arrive or not.
   */
  public static final long CLOSED = -4;

  /** The peer's process died; all it had committed was delivered before. */
  public static final long PEER_DIED = -5;

  /** The peer broke the protocol, or somebody cut the memory short; the connection has ended. */
  public static final long PROTOCOL_ERROR = -6;

  /** As many calls are in flight as the connection allows: wait for one of them to end. Retry. */
  public static final long NO_CALL_SLOT = -7;

  /** The receiver of a channel has granted no further item. Retry. */
  public static final long NO_CREDIT = -8;

  /** The receiver of a channel takes no more: it has reset it. Final for the channel. */
  public static final long RESET = -9;

  /** All items of a channel were taken, and no more come. Final for the channel. */
  public static final long END = -10;

  /** A receiver of a broadcast was too far behind, and gets no more. Final for it. */
  public static final long EVICTED = -11;

  private Status() {}

  /** Returns what senders are told of a connection that this side ends for that reason. */
  public static long ofEnd(ErrorCode reason) {
    return reason == ErrorCode.PROTOCOL_ERROR ? PROTOCOL_ERROR : CLOSED;
  }

  /** Returns whether the same call may succeed later on this connection. */
  public static boolean isBackPressure(long status) {
    return status == BACK_PRESSURED
        || status == NO_PAYLOAD_SLOT
        || status == NO_CALL_SLOT
        || status == NO_CREDIT;
  }

  /** Returns the name of a status for messages, or the number itself if it is 0 or more. */
  public static String name(long status) {
    return switch (Math.clamp(status, -12, 0)) {
      case -1 -> "BACK_PRESSURED";
      case -2 -> "NO_PAYLOAD_SLOT";
      case -3 -> "TIMED_OUT";
      case -4 -> "CLOSED";
      case -5 -> "PEER_DIED";
      case -6 -> "PROTOCOL_ERROR";
      case -7 -> "NO_CALL_SLOT";
      case -8 -> "NO_CREDIT";
      case -9 -> "RESET";
      case -10 -> "END";
      case -11 -> "EVICTED";
      default -> Long.toString(status);
    };
  }
}
