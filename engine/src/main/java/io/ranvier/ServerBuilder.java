package io.ranvier;

import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.FrameHandler;
import io.ranvier.service.CallHandler;
import io.ranvier.service.FailureListener;
import io.ranvier.service.Services;
import io.ranvier.session.ProtocolFeatures;
import io.ranvier.virtual.VirtualAcceptor;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Says what a server does, then starts it. One thread.
 *
 * <pre>{@code
 * Ranvier.listen("echo").onConnection(client -> {
 *   Sender out = client.sharedSender();
 *   return frame -> out.trySend(frame.method(), frame.payload());
 * }).start();
 * }</pre>
 */
public final class ServerBuilder {
  private final EndpointName name;
  private final ServerOptions options;
  private final Services.Builder services = Services.builder();
  private Function<Connection, FrameHandler> acceptor = connection -> frame -> {};
  private VirtualAcceptor virtualAcceptor = offer -> offer.reject("the server accepts none");
  private FailureListener onFailure = FailureListener.LOG;

  ServerBuilder(EndpointName name, ServerOptions options) {
    this.name = name;
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Says who handles the frames of a client. Called once for each client that connects, on the
   * housekeeper, which must not be kept; the handler runs on the polling thread.
   */
  public ServerBuilder onConnection(Function<Connection, FrameHandler> newAcceptor) {
    acceptor = Objects.requireNonNull(newAcceptor, "acceptor");
    return this;
  }

  /** Serves a method on the polling thread; see {@link Services.Builder}. */
  public ServerBuilder handler(int service, int method, CallHandler handler) {
    Services.Builder ignored = services.handler(service, method, handler);
    return this;
  }

  /** Serves a method on an executor; see {@link Services.Builder}. */
  public ServerBuilder handler(int service, int method, Executor executor, CallHandler handler) {
    Services.Builder ignored = services.handler(service, method, executor, handler);
    return this;
  }

  /** Serves all methods that have no handler; see {@link Services.Builder#otherwise}. */
  public ServerBuilder otherwise(CallHandler handler) {
    Services.Builder ignored = services.otherwise(handler);
    return this;
  }

  /** Serves all methods that have no handler, on an executor. */
  public ServerBuilder otherwise(Executor executor, CallHandler handler) {
    Services.Builder ignored = services.otherwise(executor, handler);
    return this;
  }

  /** Limits the calls at work on executors; see {@link Services.Builder#maxAtWork}. */
  public ServerBuilder maxAtWork(int value) {
    Services.Builder ignored = services.maxAtWork(value);
    return this;
  }

  /** Says who decides about virtual connections that clients open; see {@link Connection}. */
  public ServerBuilder onVirtual(VirtualAcceptor newAcceptor) {
    virtualAcceptor = Objects.requireNonNull(newAcceptor, "acceptor");
    return this;
  }

  /**
   * Says who is told what handlers throw, on the thread that runs them, and what acceptors throw
   * and that the server has lost its name (ENDPOINT_LOST), on the housekeeper, which must not be
   * kept; by default it is logged as an error.
   *
   * <p>The listener cannot stop a polling loop by throwing: that goes to its thread's handler of
   * uncaught exceptions, and the loop serves the others. What ends the server's own thread is
   * {@link Server#close}, which the listener may call; a loop of your own looks at a flag that the
   * listener sets.
   */
  public ServerBuilder onFailure(FailureListener listener) {
    onFailure = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Takes the name and starts a thread that polls all clients.
   *
   * @throws RanvierException ENDPOINT_IN_USE, UNSAFE_DIRECTORY, NO_SPACE, ACCESS_DENIED
   */
  public Server start() {
    Server server = open();
    boolean started = false;
    try {
      server.startThread();
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  /**
   * Takes the name; the caller's loop polls by {@link Server#doWork}.
   *
   * @throws RanvierException as {@link #start}
   */
  public Server open() {
    Root root = Root.openOrCreate(options.root(), options.mode());
    OwnedEndpoint endpoint =
        OwnedEndpoint.take(
            root, name, ProtocolFeatures.SUPPORTED, MemorySegment.ofArray(new byte[0]));
    boolean listening = false;
    try {
      Server server = new Server(endpoint, options, admission(), onFailure);
      listening = true;
      return server;
    } finally {
      if (!listening) {
        endpoint.close();
      }
    }
  }

  /** Prepares a new client's connection; returns who handles its frames. */
  private Function<Connection, FrameHandler> admission() {
    Services serving = services.build();
    Function<Connection, FrameHandler> frames = acceptor;
    VirtualAcceptor virtual = virtualAcceptor;
    FailureListener listener = onFailure;
    return connection -> {
      connection.serve(serving, listener);
      connection.onVirtual(virtual);
      return frames.apply(connection);
    };
  }
}
