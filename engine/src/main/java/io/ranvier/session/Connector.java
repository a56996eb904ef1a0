package io.ranvier.session;

import io.ranvier.agreement.Agreement;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.control.ControlChannel;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.Housekeeper;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.FoundEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.FileTask;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.signal.SleepCalls;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.CloseHelper;

/**
 * Connects to an endpoint: finds it, opens the socket, shakes hands. Any thread.
 *
 * <p>What comes before the wait for the server is done on one engine thread, if its backlog has
 * room: each change of threads is a wake of one that sleeps, and takes longer than most of the
 * steps.
 */
public final class Connector {
  private final Path root;
  private final FileMode mode;
  private final ConnectionOptions options;
  private final long timeoutNs;

  /**
   * @param root where the endpoint is looked up
   * @param mode who may use it
   * @param timeoutNs the longest time for all steps together
   */
  public Connector(Path root, FileMode mode, ConnectionOptions options, long timeoutNs) {
    this.root = root;
    this.mode = mode;
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
    ClientHandshake handshake = handshake(name, deadlineNs);
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

  private ClientHandshake handshake(EndpointName name, long deadlineNs) {
    Knock knock = engineCall(name, () -> knock(name));
    if (knock.handshake().isPresent()) {
      return knock.handshake().get();
    }
    SocketChannel socket = knock.found().connect(Math.max(deadlineNs - System.nanoTime(), 0));
    return begin(knock.root(), knock.found(), socket);
  }

  /**
   * What was found, and the handshake with it if that could be begun without a wait.
   *
   * @param handshake empty when the server's backlog is full, or it has gone
   */
  private record Knock(Root root, FoundEndpoint found, Optional<ClientHandshake> handshake) {}

  private Knock knock(EndpointName name) {
    Root opened = Root.openExisting(root, mode);
    FoundEndpoint found = FoundEndpoint.find(opened, name);
    return new Knock(opened, found, found.tryConnect().map(socket -> begin(opened, found, socket)));
  }

  private ClientHandshake begin(Root opened, FoundEndpoint found, SocketChannel socket) {
    boolean begun = false;
    try {
      ClientHandshake handshake = new ClientHandshake(found.name(), found.files(), opened, options);
      handshake.begin(channel(socket, handshake), hello(found), () -> peerUser(socket, found));
      begun = true;
      return handshake;
    } finally {
      if (!begun) {
        CloseHelper.quietClose(socket);
      }
    }
  }

  private static <T> T engineCall(EndpointName name, FileTask<T> task) {
    try {
      return EngineThread.call(task);
    } catch (IOException e) {
      throw new RanvierException(
          ErrorCode.IO_FAILURE, "cannot connect: endpoint=" + name + ", " + e.getMessage(), e);
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

  private static String peerUser(SocketChannel socket, FoundEndpoint found) {
    try {
      return PeerCredentials.user(socket);
    } catch (IOException e) {
      throw new RanvierException(
          ErrorCode.ENDPOINT_STALE,
          "cannot connect: endpoint=%s; its server has ended meanwhile".formatted(found.name()),
          e);
    }
  }
}
