package io.ranvier.testing;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerBuilder;
import io.ranvier.ServerOptions;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.Sender;
import io.ranvier.memory.CoarseClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Owns a root, a server in it and its clients; closing demands that nothing stays behind. */
public final class Pair implements AutoCloseable {
  public static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

  public final TestRoot root = TestRoot.create();
  public final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
  public final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final List<Connection> clients = new ArrayList<>();
  private Server server;

  public ServerOptions serverOptions() {
    return ServerOptions.defaults().withRoot(root.path());
  }

  public ClientOptions clientOptions() {
    return ClientOptions.defaults().withRoot(root.path());
  }

  /** Starts a server that echoes. */
  public Server echo(ServerOptions options) {
    return serve(
        options,
        client -> {
          Sender out = client.sharedSender();
          return frame -> out.trySend(frame.method(), frame.payload());
        });
  }

  /** Starts a server whose connections the test can take from {@link #accepted}. */
  public Server serve(ServerOptions options, Function<Connection, FrameHandler> handlers) {
    server =
        Ranvier.listen("pair", options)
            .onConnection(client -> {
              accepted.add(client);
              return handlers.apply(client);
            })
            .onFailure(this::failed)
            .start();
    return server;
  }

  /** Notes what a handler threw; for those who serve. */
  public void failed(String what, Throwable failure) {
    boolean ignored = failures.add(failure);
  }

  /** Opens a server that takes clients and reads nothing that they send. */
  public void openUnpolled() {
    server = Ranvier.listen("pair", serverOptions()).open();
  }

  /** Starts a server that serves calls. */
  public Server serveCalls(Consumer<ServerBuilder> handlers) {
    return serveCalls(serverOptions(), handlers);
  }

  public Server serveCalls(ServerOptions options, Consumer<ServerBuilder> handlers) {
    ServerBuilder builder =
        Ranvier.listen("pair", options)
            .onConnection(client -> {
              accepted.add(client);
              return frame -> {};
            })
            .onFailure(this::failed);
    handlers.accept(builder);
    server = builder.start();
    return server;
  }

  public Connection connect() {
    return connect(ConnectionOptions.defaults());
  }

  public Connection connect(ConnectionOptions options) {
    Connection client = Ranvier.connect("pair", clientOptions().withConnection(options));
    clients.add(client);
    return client;
  }

  public Connection nextAccepted() throws InterruptedException {
    Connection next = accepted.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nobody was accepted");
    }
    return next;
  }

  /** Returns the files of the connections, sorted. */
  public List<String> connectionFiles() {
    try (Stream<Path> entries = Files.list(root.resolve("pair"))) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("region"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Waits until whoever judges deadlines finds that this moment is past: by the last tick. */
  public static void awaitPast(long momentNs) {
    // Deadlines count whole microseconds.
    await("a tick", () -> CoarseClock.shared().nowMicros() - momentNs / 1_000 > 1);
  }

  /** Looks until the fact is there. */
  public static void await(String fact, BooleanSupplier isThere) {
    Facts.await(fact, isThere);
  }

  @Override
  public void close() {
    try (root) {
      clients.forEach(Connection::close);
      if (server != null) {
        server.close();
      }
      if (Files.exists(root.resolve("pair"))) {
        throw new AssertionError("left behind: " + connectionFiles());
      }
    }
  }
}
