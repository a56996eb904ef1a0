package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Status;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.PidNamespace;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that are killed in another pid namespace, as in a container: their pids mean nothing here,
 * and the kernel says 0 for them.
 */
@Tag("process")
@Timeout(120)
final class NamespaceDeathProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long SEEN_WITHIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final TestRoot root = TestRoot.create();
  private List<String> namespace = List.of();

  @BeforeEach
  void findNamespace() {
    Optional<List<String>> prefix = PidNamespace.prefix();
    assumeTrue(
        prefix.isPresent(),
        "no pid namespaces: neither 'unshare --pid --fork' nor the same with '--user"
            + " --map-root-user' works here (util-linux 2.32, and either root or user namespaces)");
    namespace = prefix.get();
  }

  @AfterEach
  void close() {
    root.close();
  }

  // verifies L3, L4
  @Test
  @DisplayName("a client that is killed in another pid namespace is noticed in milliseconds")
  void noticesAKilledClient() throws Exception {
    BlockingQueue<ConnectionEnd> ends = new LinkedBlockingQueue<>();
    ConnectionOptions park = ConnectionOptions.defaults().withWaiting(Waiting.park());
    ServerOptions options = ServerOptions.defaults().withRoot(root.path()).withConnection(park);
    BlockingQueue<String> users = new LinkedBlockingQueue<>();
    try (Server server =
        Ranvier.listen(EndsChild.NAME, options)
            .onConnection(client -> {
              users.add(client.peerUser());
              client.onEnd(ends::add);
              return frame -> {};
            })
            .start()) {
      try (ChildJvm client = child("send")) {
        client.awaitLine("sent", DEADLINE);
        long noticedNs = kill(client, () -> ends.poll(30, TimeUnit.SECONDS));
        assertTrue(noticedNs < SEEN_WITHIN_NS, "noticed after ns: " + noticedNs);
      }
      assertEquals(System.getProperty("user.name"), users.take(), "the user, as seen from here");
      Pair.await("the connection gone", () -> server.connectionCount() == 0);
    }
  }

  // verifies L3, L4
  @Test
  @DisplayName("so is a server, by those who wait for it")
  void noticesAKilledServer() throws Exception {
    try (ChildJvm server = child("serve")) {
      server.awaitLine("listening", DEADLINE);
      ConnectionOptions park = ConnectionOptions.defaults().withWaiting(Waiting.park());
      ClientOptions options = ClientOptions.defaults().withRoot(root.path()).withConnection(park);
      try (Connection client = Ranvier.connect(EndsChild.NAME, options)) {
        CompletableFuture<ConnectionEnd> ended = new CompletableFuture<>();
        client.onEnd(end -> {
          boolean ignored = ended.complete(end);
        });
        CompletableFuture<Integer> receiver =
            CompletableFuture.supplyAsync(
                () -> client.receive(frame -> {}, 1, LONG_NS),
                run -> Thread.ofPlatform().daemon().start(run));
        long noticedNs = kill(server, () -> ended.get(30, TimeUnit.SECONDS));
        assertTrue(noticedNs < SEEN_WITHIN_NS, "noticed after ns: " + noticedNs);
        assertEquals((int) Status.PEER_DIED, receiver.get(30, TimeUnit.SECONDS));
      }
      Refusals.expect(
          ErrorCode.ENDPOINT_STALE, EndsChild.NAME, () -> Ranvier.connect(EndsChild.NAME, options));
    }
  }

  private ChildJvm child(String command) {
    return ChildJvm.of(EndsChild.class).prefix(namespace).args(command, root.path()).start();
  }

  /** Kills what runs in the namespace; returns how long after its death its end was told. */
  private static long kill(ChildJvm child, EndSource source) throws Exception {
    ProcessHandle inside = PidNamespace.inside(child);
    assertTrue(inside.destroyForcibly());
    // How long the kernel takes to tear a large process down is no affair of ours.
    Pair.await("the death", () -> !inside.isAlive());
    long killedNs = System.nanoTime();
    ConnectionEnd end = source.await();
    long noticedNs = System.nanoTime() - killedNs;
    assertEquals(ErrorCode.PEER_DIED, end.code());
    assertTrue(end.byPeer());
    // A pid of another namespace would name somebody else here.
    assertFalse(end.reason().contains("pid="), end.reason());
    return noticedNs;
  }

  /** Where an end is told. */
  private interface EndSource {
    ConnectionEnd await() throws Exception;
  }
}
