package io.ranvier.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.EngineThread;
import io.ranvier.memory.FileErrors;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt to connect to a found endpoint's socket.
 *
 * <p>A blocking connect waits while the server's backlog is full, for a stopped server for ever; a
 * non-blocking one fails then, and nothing tells when to try again. So what does not succeed at
 * once blocks on a thread of its own, which closing the channel ends.
 */
final class SocketConnector {
  private final FoundEndpoint endpoint;

  SocketConnector(FoundEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  SocketChannel connect(long timeoutNs) {
    SocketChannel channel = null;
    boolean connected = false;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      await(start(channel), timeoutNs);
      connected = true;
      return channel;
    } catch (IOException e) {
      throw explain(e);
    } finally {
      if (!connected) {
        closeQuietly(channel);
      }
    }
  }

  /**
   * Connects if that needs no wait: empty when it does, or fails. Why it fails {@link #connect}
   * finds out: the JDK says of a full backlog no more than that something failed.
   */
  Optional<SocketChannel> tryConnect() {
    SocketChannel channel = null;
    boolean connected = false;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.configureBlocking(false);
      connected = channel.connect(UnixDomainSocketAddress.of(endpoint.files().socket()));
      return connected ? Optional.of(channel) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      if (!connected) {
        closeQuietly(channel);
      }
    }
  }

  private CompletableFuture<Void> start(SocketChannel channel) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var address = UnixDomainSocketAddress.of(endpoint.files().socket());
    new EngineThread(
            "ranvier-connect",
            () -> {
              try {
                channel.connect(address);
                done.complete(null);
              } catch (Throwable t) {
                done.completeExceptionally(t);
              }
            })
        .start();
    return done;
  }

  private void await(CompletableFuture<Void> done, long timeoutNs) throws IOException {
    try {
      done.get(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new RanvierException(
          ErrorCode.TIMED_OUT,
          "server does not accept: name=%s, waitedMs=%d, %s; it may be stopped or overloaded"
              .formatted(
                  endpoint.name(), TimeUnit.NANOSECONDS.toMillis(timeoutNs), endpoint.identity()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RanvierException(
          ErrorCode.INTERRUPTED, "connect interrupted: name=" + endpoint.name(), e);
    }
  }

  private RanvierException explain(IOException failure) {
    if (!endpoint.stillPublished()) {
      boolean gone = !Files.exists(endpoint.files().control(), NOFOLLOW_LINKS);
      return new RanvierException(
          gone ? ErrorCode.NO_SUCH_ENDPOINT : ErrorCode.ENDPOINT_NOT_READY,
          "endpoint was %s meanwhile: name=%s; look it up again"
              .formatted(gone ? "closed" : "taken over", endpoint.name()),
          failure);
    }
    return switch (failure) {
      case ConnectException _ ->
          new RanvierException(
              ErrorCode.ENDPOINT_STALE,
              "endpoint's server is dead: name=%s, %s; a new server takes the name over"
                  .formatted(endpoint.name(), endpoint.identity()),
              failure);
      case BindException _ ->
          // What the JDK makes of EACCES, also for connect.
          new RanvierException(
              ErrorCode.ACCESS_DENIED,
              "no permission to connect: path=%s; ask its owner for group access"
                  .formatted(endpoint.files().socket()),
              failure);
      default -> explainByFile(failure);
    };
  }

  private RanvierException explainByFile(IOException failure) {
    if (!Files.exists(endpoint.files().socket(), NOFOLLOW_LINKS)) {
      return new RanvierException(
          ErrorCode.ENDPOINT_NOT_READY,
          "endpoint has no socket: path=%s; somebody removed it, restart the server"
              .formatted(endpoint.files().socket()),
          failure);
    }
    return FileErrors.failure(
        "cannot connect to endpoint " + endpoint.name(), endpoint.files().socket(), failure);
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // A channel that never connected has nothing to lose.
    }
  }
}
