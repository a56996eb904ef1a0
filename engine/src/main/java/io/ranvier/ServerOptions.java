package io.ranvier;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ServerLimits;
import io.ranvier.endpoint.Root;
import io.ranvier.memory.FileMode;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a server listens. Nothing must be set.
 *
 * @param root directory under which the name is taken
 * @param mode who may connect: the same user alone, or also a named group
 * @param limits how many clients, and with how much memory
 * @param connection how the server's side of each connection works
 */
public record ServerOptions(
    Path root, FileMode mode, ServerLimits limits, ConnectionOptions connection) {
  public ServerOptions {
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(connection, "connection");
  }

  /** The user's default root, the same user only, default limits. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        Root.defaultPath(),
        FileMode.ownerOnly(),
        ServerLimits.defaults(),
        ConnectionOptions.defaults());
  }

  public ServerOptions withRoot(Path value) {
    return new ServerOptions(value, mode, limits, connection);
  }

  public ServerOptions withMode(FileMode value) {
    return new ServerOptions(root, value, limits, connection);
  }

  public ServerOptions withLimits(ServerLimits value) {
    return new ServerOptions(root, mode, value, connection);
  }

  public ServerOptions withConnection(ConnectionOptions value) {
    return new ServerOptions(root, mode, limits, value);
  }
}
