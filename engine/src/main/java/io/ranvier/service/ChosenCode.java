package io.ranvier.service;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.EnumSet;

/**
 * The codes of which a handler may choose one to fail its call; the others tell of connections, and
 * of calls that go on, which the engine alone knows. Any thread.
 */
final class ChosenCode {
  private static final EnumSet<ErrorCode> ALLOWED =
      EnumSet.of(
          ErrorCode.INVALID_ARGUMENT,
          ErrorCode.ACCESS_DENIED,
          ErrorCode.PAYLOAD_TOO_LARGE,
          ErrorCode.UNKNOWN_SERVICE,
          ErrorCode.UNKNOWN_METHOD,
          ErrorCode.INVALID_PAYLOAD,
          ErrorCode.OVERLOADED,
          ErrorCode.CANCELLED,
          ErrorCode.DEADLINE_EXCEEDED,
          ErrorCode.HANDLER_FAILED,
          ErrorCode.REJECTED);

  private ChosenCode() {}

  /**
   * Refuses any other code.
   *
   * @throws RanvierException INVALID_ARGUMENT
   */
  static void check(ErrorCode code) {
    if (!ALLOWED.contains(code)) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot fail call: code=%s; choose one of %s".formatted(code, ALLOWED));
    }
  }
}
