package io.ranvier.error;

import java.util.Objects;

/**
 * The only exception the engine throws on purpose; {@link CallException} is its kind for calls.
 *
 * <p>The message reads {@code what failed: key=value, key=value; what to do}. The {@linkplain
 * #code() code} is for programs; messages may change between versions.
 */
public sealed class RanvierException extends RuntimeException permits CallException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public RanvierException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public RanvierException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** Returns the member of the closed set that names what went wrong. */
  public ErrorCode code() {
    return code;
  }
}
