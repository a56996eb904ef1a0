package io.ranvier.endpoint;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.Objects;

/**
 * The name under which a server is found: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, the
 * first not a dot. It is also the name of a directory, so nothing else passes.
 */
public record EndpointName(String value) {
  private static final int MAX_LENGTH = 64;

  public EndpointName {
    Objects.requireNonNull(value, "name");
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw bad(value, "length=%d, limit=1..%d".formatted(value.length(), MAX_LENGTH));
    }
    if (value.charAt(0) == '.') {
      throw bad(value, "it must not start with a dot");
    }
    for (int index = 0; index < value.length(); index++) {
      if (!isAllowed(value.charAt(index))) {
        throw bad(value, "index=%d; allowed are A-Z a-z 0-9 . _ -".formatted(index));
      }
    }
  }

  @Override
  public String toString() {
    return value;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  private static RanvierException bad(String value, String why) {
    return new RanvierException(
        ErrorCode.INVALID_ARGUMENT, "bad endpoint name: name='%s', %s".formatted(value, why));
  }
}
