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
 * @param connectTimeoutNs the longest time for connecting to a server that is there
 * @param serverWaitNs how long to try again while there is no server of that name, or only a dead
 *     one, or one that is about to come or go; 0 tries once
 * @param connection how the client's side of the connection works
 */
public record ClientOptions(
    Path root,
    FileMode mode,
    long connectTimeoutNs,
    long serverWaitNs,
    ConnectionOptions connection) {
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
    if (serverWaitNs < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot use client options: serverWaitNs=%d; choose 0 or more".formatted(serverWaitNs));
    }
  }

  /** The user's default root, 5 s to connect, no wait for a server. */
  public static ClientOptions defaults() {
    return new ClientOptions(
        Root.defaultPath(),
        FileMode.ownerOnly(),
        DEFAULT_TIMEOUT_NS,
        0,
        ConnectionOptions.defaults());
  }

  public ClientOptions withRoot(Path value) {
    return new ClientOptions(value, mode, connectTimeoutNs, serverWaitNs, connection);
  }

  public ClientOptions withMode(FileMode value) {
    return new ClientOptions(root, value, connectTimeoutNs, serverWaitNs, connection);
  }

  public ClientOptions withConnectTimeoutNs(long value) {
    return new ClientOptions(root, mode, value, serverWaitNs, connection);
  }

  public ClientOptions withServerWaitNs(long value) {
    return new ClientOptions(root, mode, connectTimeoutNs, value, connection);
  }

  public ClientOptions withConnection(ConnectionOptions value) {
    return new ClientOptions(root, mode, connectTimeoutNs, serverWaitNs, value);
  }
}
