package io.ranvier.session;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.Housekeeper;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.FoundEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.signal.SleepCalls;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.CloseHelper;

/** Connects to an endpoint: finds it, opens the socket, shakes hands. Any thread. */
public final class Connector {
  private final Root root;
  private final ConnectionOptions options;
  private final long timeoutNs;

  /**
   * @param root where the endpoint is looked up
   * @param timeoutNs the longest time for all steps together
   */
  public Connector(Root root, ConnectionOptions options, long timeoutNs) {
    this.root = root;
    this.options = options;
    this.timeoutNs = timeoutNs;
  }

  /**
   * Opens a connection.
   *
   * @throws RanvierException NO_SUCH_ENDPOINT, ENDPOINT_NOT_READY, ENDPOINT_STALE,
   *     VERSION_MISMATCH, FEATURE_MISSING, ACCESS_DENIED, LIMIT_EXCEEDED, NO_SPACE, TIMED_OUT,
   *     INTERRUPTED and what else the server refuses with
   */
  public Session connect(EndpointName name) {
    long deadlineNs = System.nanoTime() + timeoutNs;
    try (FoundEndpoint found = FoundEndpoint.find(root, name)) {
      SocketChannel socket = found.connect(timeoutNs);
      boolean open = false;
      try {
        Session session = shakeHands(found, socket, deadlineNs);
        open = true;
        return session;
      } finally {
        if (!open) {
          CloseHelper.quietClose(socket);
        }
      }
    }
  }

  private Session shakeHands(FoundEndpoint found, SocketChannel socket, long deadlineNs) {
    EndpointName name = found.name();
    ClientHandshake handshake = new ClientHandshake(name, found.files(), root, options);
    ControlChannel channel = channel(socket, handshake);
    handshake.begin(channel, hello(found), peerUser(socket, name));
    boolean open = false;
    try {
      Session session = await(name, handshake, deadlineNs);
      open = true;
      return session;
    } finally {
      if (!open) {
        handshake.abandon();
      }
    }
  }

  private Hello hello(FoundEndpoint found) {
    return new Hello(
        ProtocolVersion.MAJOR,
        ProtocolVersion.MINOR,
        ProtocolFeatures.SUPPORTED,
        ProtocolFeatures.REQUIRED,
        found.identity().nonceHigh(),
        found.identity().nonceLow(),
        Agreement.terms(options, SleepCalls.shared()));
  }

  private Session await(EndpointName name, ClientHandshake handshake, long deadlineNs) {
    try {
      // A future that is complete already would not look.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return handshake.opened().get(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RanvierException refusal) {
        throw new RanvierException(refusal.code(), refusal.getMessage(), refusal);
      }
      throw new RanvierException(
          ErrorCode.IO_FAILURE, "cannot connect: endpoint=" + name + ", " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new RanvierException(
          ErrorCode.TIMED_OUT,
          "cannot connect: endpoint=%s, waitedMs=%d; the server does not answer, it may be stopped"
              .formatted(name, TimeUnit.NANOSECONDS.toMillis(timeoutNs)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RanvierException(ErrorCode.INTERRUPTED, "connect interrupted: endpoint=" + name, e);
    }
  }

  private static ControlChannel channel(SocketChannel socket, ClientHandshake handshake) {
    try {
      return new ControlChannel(socket, Housekeeper.shared(), handshake);
    } catch (IOException e) {
      throw new RanvierException(ErrorCode.IO_FAILURE, "cannot use socket: " + e.getMessage(), e);
    }
  }

  private static String peerUser(SocketChannel socket, EndpointName name) {
    try {
      return PeerCredentials.user(socket);
    } catch (IOException e) {
      throw new RanvierException(
          ErrorCode.ENDPOINT_STALE,
          "cannot connect: endpoint=%s; its server has ended meanwhile".formatted(name),
          e);
    }
  }
}
