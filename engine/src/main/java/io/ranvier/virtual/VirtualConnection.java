package io.ranvier.virtual;

import io.ranvier.call.Call;
import io.ranvier.call.CallScope;
import io.ranvier.call.Caller;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One end of a virtual connection. Makes calls like the connection it runs over, with limits and a
 * life of its own.
 *
 * <p>This object is a handle, and so is each caller opened by it: the last one that is closed
 * closes the virtual connection. Calls that were in flight then still end.
 *
 * <p>Threads: any.
 */
public final class VirtualConnection implements AutoCloseable {
  private final VirtualConnections connections;
  private final CallScope scope;
  private final Metadata peerMetadata;
  private final Caller unowned;
  private final AtomicBoolean closed = new AtomicBoolean();

  VirtualConnection(VirtualConnections connections, CallScope scope, Metadata peerMetadata) {
    this.connections = connections;
    this.scope = scope;
    this.peerMetadata = peerMetadata;
    this.unowned = connections.calls().unowned(scope);
  }

  /** Returns its number on the connection: odd if the client opened it, else even. */
  public int id() {
    return scope.id();
  }

  /** Returns how many calls this side may have in flight on it. */
  public int inFlight() {
    return scope.maxInFlight();
  }

  /** Returns what the acceptor said when it accepted; empty on the acceptor's side. */
  public Metadata peerMetadata() {
    return peerMetadata;
  }

  /** Returns whether calls can be made on it. */
  public boolean isOpen() {
    return !scope.isClosed() && !connections.isEnded();
  }

  /**
   * Opens a caller with a ring and slots of its own, for one thread; as {@link
   * io.ranvier.Connection#exclusiveCaller()}.
   *
   * @throws RanvierException LIMIT_EXCEEDED, CONNECTION_CLOSED, PEER_DIED
   */
  public Caller exclusiveCaller() {
    return exclusiveCaller(1);
  }

  /**
   * Opens a caller for one thread that can have so many calls in flight; as {@link
   * io.ranvier.Connection#exclusiveCaller(int)}.
   *
   * @throws RanvierException LIMIT_EXCEEDED, INVALID_ARGUMENT, INTERRUPTED, CONNECTION_CLOSED,
   *     PEER_DIED
   */
  public Caller exclusiveCaller(int inFlight) {
    return connections.calls().openExclusive(scope, inFlight);
  }

  /**
   * Opens a caller that any number of threads may use at once.
   *
   * @throws RanvierException CONNECTION_CLOSED, PEER_DIED
   */
  public Caller sharedCaller() {
    return connections.calls().openShared(scope);
  }

  /**
   * Opens a call like {@link Caller#call(int, int, int)}; the call is no handle.
   *
   * @throws RanvierException as there
   */
  public Call call(int service, int method, int lengthBytes) {
    return unowned.call(service, method, lengthBytes);
  }

  /** Gives this handle up. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      scope.release();
    }
  }
}
