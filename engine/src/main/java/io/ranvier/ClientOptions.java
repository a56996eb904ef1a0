package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.FileMode;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a client connects. Nothing must be set.
 *
 * @param root directory under which the name is looked up
 * @param mode who the server says may connect: with a group, the root may be another user's
 * @param connectTimeoutNs the longest time for connecting
 * @param connection how the client's side of the connection works
 */
public record ClientOptions(
    Path root, FileMode mode, long connectTimeoutNs, ConnectionOptions connection) {
  private static final long DEFAULT_TIMEOUT_NS = 5_000_000_000L;

  public ClientOptions {
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(connection, "connection");
    if (connectTimeoutNs <= 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot use client options: connectTimeoutNs=%d; choose 1 or more"
              .formatted(connectTimeoutNs));
    }
  }

  /** The user's default root, 5 s to connect. */
  public static ClientOptions defaults() {
    return new ClientOptions(
        Root.defaultPath(), FileMode.ownerOnly(), DEFAULT_TIMEOUT_NS, ConnectionOptions.defaults());
  }

  public ClientOptions withRoot(Path value) {
    return new ClientOptions(value, mode, connectTimeoutNs, connection);
  }

  public ClientOptions withMode(FileMode value) {
    return new ClientOptions(root, value, connectTimeoutNs, connection);
  }

  public ClientOptions withConnectTimeoutNs(long value) {
    return new ClientOptions(root, mode, value, connection);
  }

  public ClientOptions withConnection(ConnectionOptions value) {
    return new ClientOptions(root, mode, connectTimeoutNs, value);
  }
}
