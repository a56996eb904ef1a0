package io.ranvier;

import io.ranvier.endpoint.EndpointName;
import io.ranvier.error.RanvierException;
import io.ranvier.session.Connector;
import io.ranvier.session.Session;

/** The way in: listen under a name, or connect to one. Any thread. */
public final class Ranvier {
  private Ranvier() {}

  /** Prepares a server; see {@link ServerBuilder} for what starts it. */
  public static ServerBuilder listen(String name) {
    return listen(name, ServerOptions.defaults());
  }

  /** Prepares a server with options. */
  public static ServerBuilder listen(String name, ServerOptions options) {
    return new ServerBuilder(new EndpointName(name), options);
  }

  /**
   * Connects to a server on this host.
   *
   * @throws RanvierException NO_SUCH_ENDPOINT, ENDPOINT_NOT_READY, ENDPOINT_STALE,
   *     VERSION_MISMATCH, FEATURE_MISSING, ACCESS_DENIED, UNSAFE_DIRECTORY, LIMIT_EXCEEDED,
   *     NO_SPACE, TIMED_OUT, INTERRUPTED
   */
  public static Connection connect(String name) {
    return connect(name, ClientOptions.defaults());
  }

  /** Connects with options; these may say to wait for a server that is not there yet. */
  public static Connection connect(String name, ClientOptions options) {
    return new ConnectAttempts(Backoff.defaults(), () -> false)
        .connect(() -> connectOnce(name, options), options.serverWaitNs());
  }

  static Connection connectOnce(String name, ClientOptions options) {
    EndpointName endpoint = new EndpointName(name);
    Session session =
        new Connector(
                options.root(), options.mode(), options.connection(), options.connectTimeoutNs())
            .connect(endpoint);
    boolean usable = false;
    try {
      Connection connection = new Connection(session);
      usable = true;
      return connection;
    } finally {
      if (!usable) {
        session.close();
      }
    }
  }
}
