package io.ranvier.error;

/**
 * What went wrong, as a closed set that programs can switch over.
 *
 * <p>The order is part of the protocol: codes travel as their {@linkplain #number() numbers}. New
 * ones go to the end.
 */
public enum ErrorCode {
  /** An argument or option is out of its range. */
  INVALID_ARGUMENT,
  /** No endpoint of that name exists under the root. */
  NO_SUCH_ENDPOINT,
  /** The endpoint exists but its server has not finished creating it; try again soon. */
  ENDPOINT_NOT_READY,
  /** The endpoint's server is dead; its files are leftovers. */
  ENDPOINT_STALE,
  /** A living server owns the name already. */
  ENDPOINT_IN_USE,
  /** The other side speaks another major version of the layout. */
  VERSION_MISMATCH,
  /** The other side demands a feature that this side lacks, or lacks one that this side demands. */
  FEATURE_MISSING,
  /** The file was written by a machine of the other byte order. */
  BYTE_ORDER_MISMATCH,
  /** A file's size or a field of it contradicts the geometry it must have. */
  GEOMETRY_MISMATCH,
  /** The operating system or the endpoint's owner refuses access. */
  ACCESS_DENIED,
  /** A directory is not the user's own, has the wrong mode, or is a symbolic link. */
  UNSAFE_DIRECTORY,
  /** The file system that holds the shared memory is full. */
  NO_SPACE,
  /** A payload is larger than the connection allows. */
  PAYLOAD_TOO_LARGE,
  /** A configured limit (connections, rings, memory) is reached. */
  LIMIT_EXCEEDED,
  /** The connection was closed, by this side or gracefully by the peer. */
  CONNECTION_CLOSED,
  /** The peer's process ended without closing the connection. */
  PEER_DIED,
  /** The peer wrote something that the protocol does not allow. */
  PROTOCOL_ERROR,
  /** The deadline passed. */
  TIMED_OUT,
  /** The waiting thread was interrupted; its interrupt status is set. */
  INTERRUPTED,
  /** A handle that belongs to one thread was used by another. */
  WRONG_THREAD,
  /** A handle was used in a state that does not allow it, for instance after its end. */
  WRONG_STATE,
  /** The operating system failed in a way that none of the other codes names. */
  IO_FAILURE,
  /** Somebody removed or replaced a living server's files; its clients stay, no new ones come. */
  ENDPOINT_LOST,
  /** The peer serves no service of that number; no handler ran. */
  UNKNOWN_SERVICE,
  /** The service has no method of that number; no handler ran. */
  UNKNOWN_METHOD,
  /** The handler could not make sense of the request's bytes. */
  INVALID_PAYLOAD,
  /** A limit of calls at work or in flight is reached; no handler ran. */
  OVERLOADED,
  /** What a handler did for the call was cancelled; whoever cancels a call is told nothing. */
  CANCELLED,
  /** The call's deadline had passed before its handler could start. */
  DEADLINE_EXCEEDED,
  /** The connection ended after the peer took the call: it may have had its effect, or not. */
  INDETERMINATE,
  /** The handler answered with an error of its own: a number, a message, bytes. */
  APPLICATION_ERROR,
  /** The handler threw, or ended without an answer. */
  HANDLER_FAILED,
  /** The peer does not want that virtual connection. */
  REJECTED,
  /** The server ends what it has begun and begins no new calls; no handler ran. */
  DRAINING;

  private static final ErrorCode[] CODES = values();

  /** Returns the number by which the code travels, from 1 on: 0 says that nothing went wrong. */
  public int number() {
    return ordinal() + 1;
  }

  /**
   * Returns the code of a number that a peer wrote; PROTOCOL_ERROR for one that is none. A later
   * minor version may know more.
   */
  public static ErrorCode of(int number) {
    return number > 0 && number <= CODES.length ? CODES[number - 1] : PROTOCOL_ERROR;
  }

  /**
   * Returns whether a call that failed like this was certainly not begun, so that the same call may
   * be made again. Whether that is of use is another question.
   */
  public boolean isRetrySafe() {
    return switch (this) {
      case UNKNOWN_SERVICE, UNKNOWN_METHOD, OVERLOADED, DEADLINE_EXCEEDED, DRAINING -> true;
      case PEER_DIED, CONNECTION_CLOSED, LIMIT_EXCEEDED, NO_SPACE -> true;
      default -> false;
    };
  }
}
