package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.lane.Sender;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An echo server that a hostile client speaks to, and a client that goes on unharmed. */
final class AttackedServer implements AutoCloseable {
  private final TestRoot root = TestRoot.create();
  private final BlockingQueue<ConnectionEnd> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<Connection> clients = new LinkedBlockingQueue<>();
  private final Server server =
      Ranvier.listen("echo", ServerOptions.defaults().withRoot(root.path()))
          .onConnection(client -> {
            client.onEnd(ends::add);
            clients.add(client);
            Sender out = client.sharedSender();
            return frame -> out.trySend(frame.method(), frame.payload());
          })
          .start();
  private final Connection witness =
      Ranvier.connect("echo", ClientOptions.defaults().withRoot(root.path()));

  /** Opens the socket and says nothing. */
  RawPeer connect() {
    return RawPeer.connect(root.path(), "echo");
  }

  /** Returns what the server has of the one client beside the witness. */
  Connection served() throws InterruptedException {
    assertEquals(witness.id(), clients.take().id());
    return clients.take();
  }

  /** Returns how the next connection ended. */
  ConnectionEnd nextEnd() throws InterruptedException {
    ConnectionEnd end = ends.poll(20, TimeUnit.SECONDS);
    assertNotNull(end, "no connection ended");
    return end;
  }

  int connectionCount() {
    return server.connectionCount();
  }

  /** Sends a message to and fro, as if nothing had happened. */
  void assertWitnessUnharmed() {
    try (Sender out = witness.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(100);
      assertTrue(out.send(9, payload, 0, 100, TimeUnit.SECONDS.toNanos(20)) >= 0);
      int got = witness.receive(frame -> {}, 1, TimeUnit.SECONDS.toNanos(20));
      assertEquals(1, got);
    }
  }

  /** Waits until the files of a connection are gone. */
  void assertNoRegionOf(long id) throws IOException {
    String prefix = "region-%016x".formatted(id);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (files().stream().anyMatch(name -> name.startsWith(prefix))) {
      assertTrue(System.nanoTime() < deadline, () -> "still there: " + prefix);
      Thread.onSpinWait();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("echo"))) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Override
  public void close() throws IOException {
    try (root) {
      witness.close();
      server.close();
      assertTrue(Files.notExists(root.resolve("echo")), "nothing stays behind");
    }
  }
}
