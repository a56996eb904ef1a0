package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ConnectionState;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that are killed, stopped, or lose their memory. */
@Tag("process")
@Timeout(120)
final class DeathProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

  /** By the death, not by a time-out: each is longer. How soon, says {@code CrashSoakTest}. */
  private static final long BY_DEATH_NS = TimeUnit.SECONDS.toNanos(5);

  private final TestRoot root = TestRoot.create();

  @AfterEach
  void close() {
    root.close();
  }

  // verifies D13
  @Test
  @DisplayName("L3, L4: a killed client is noticed, what it committed is read, its files go")
  void readsWhatAKilledClientHadCommitted() throws Exception {
    BlockingQueue<ConnectionEnd> ends = new LinkedBlockingQueue<>();
    Counting handler = new Counting();
    try (Server server =
        Ranvier.listen(EndsChild.NAME, ServerOptions.defaults().withRoot(root.path()))
            .onConnection(client -> {
              client.onEnd(ends::add);
              return handler;
            })
            .open()) {
      try (ChildJvm client = child("send")) {
        client.awaitLine("sent", DEADLINE);
        client.kill();
        long killedNs = System.nanoTime();
        ConnectionEnd end = ends.poll(30, TimeUnit.SECONDS);
        long noticedNs = System.nanoTime() - killedNs;
        assertEquals(ErrorCode.PEER_DIED, end.code());
        assertTrue(end.byPeer());
        assertTrue(noticedNs < BY_DEATH_NS, "noticed after ns: " + noticedNs);
      }
      while (server.connectionCount() > 0) {
        int ignored = server.doWork();
      }
      assertEquals(EndsChild.FRAMES, handler.count);
      Pair.await("the count", () -> server.counters().get(Counter.PEERS_DIED) == 1);
      assertEquals(List.of(), regions());
    }
    assertFalse(Files.exists(root.resolve(EndsChild.NAME)));
  }

  @Test
  @DisplayName(
      "L4, S7: whoever waits for a killed server is woken with the reason; L6: another"
          + " one takes over")
  void wakesWhoWaitsForAKilledServer() throws Exception {
    try (ChildJvm server = child("serve")) {
      assertEquals("1", server.awaitLine("listening", DEADLINE));
      ConnectionOptions options = ConnectionOptions.defaults().withWaiting(Waiting.park());
      Connection client = connect(options);
      CompletableFuture<Integer> receiver = onThread(() -> client.receive(frame -> {}, 1, LONG_NS));
      CompletableFuture<Long> sender = onThread(() -> sendUntilEnd(client));
      // The server is asleep or busy, and its ring is full before long.
      server.signal("STOP");
      Pair.await("a full ring", () -> client.counters().get(Counter.SENDER_PARKS) > 0);
      server.kill();
      long killedNs = System.nanoTime();
      assertEquals(Status.PEER_DIED, sender.get(30, TimeUnit.SECONDS));
      assertEquals((int) Status.PEER_DIED, receiver.get(30, TimeUnit.SECONDS));
      long wokenNs = System.nanoTime() - killedNs;
      assertTrue(wokenNs < BY_DEATH_NS, "woken after ns: " + wokenNs);
      assertEquals(ConnectionState.CLOSED, client.state());
      Refusals.expect(ErrorCode.CONNECTION_CLOSED, "PEER_DIED", client::sharedSender);
      Refusals.expect(ErrorCode.ENDPOINT_STALE, EndsChild.NAME, () -> connect(options));
      client.close();
    }
    try (ChildJvm next = child("serve")) {
      assertEquals("2", next.awaitLine("listening", DEADLINE));
      Connection client = connect(ConnectionOptions.defaults());
      assertEquals(1, regions().size(), "the dead server's region is gone");
      assertEchoes(client);
      client.close();
      next.send("");
      next.awaitLine("closed", DEADLINE);
    }
    assertFalse(Files.exists(root.resolve(EndsChild.NAME)));
  }

  @Test
  @DisplayName("L4: what a killed server had committed is read, extents included")
  void readsWhatAKilledServerHadCommitted() throws Exception {
    try (ChildJvm server = child("push")) {
      server.awaitLine("listening", DEADLINE);
      Counting handler = new Counting();
      try (Connection client = connect(ConnectionOptions.defaults())) {
        try (Sender out = client.sharedSender()) {
          assertTrue(out.trySend(1, MemorySegment.NULL, 0, 0) >= 0);
        }
        while (handler.count < 100) {
          assertTrue(client.receive(handler, 1, LONG_NS) > 0);
        }
        server.kill();
        int handled = client.receive(handler, 10, LONG_NS);
        while (handled > 0) {
          handled = client.receive(handler, 10, LONG_NS);
        }
        assertEquals(Status.PEER_DIED, handled);
      }
    }
  }

  @Test
  @DisplayName("L3: a stopped peer is not dead")
  void waitsForAStoppedServer() {
    try (ChildJvm server = child("serve")) {
      server.awaitLine("listening", DEADLINE);
      try (Connection client = connect(ConnectionOptions.defaults())) {
        assertEchoes(client);
        server.signal("STOP");
        assertEquals(0, client.receive(frame -> {}, 1, 1_500_000_000), "nothing, and no end");
        assertEquals(ConnectionState.OPEN, client.state());
        Refusals.expect(
            ErrorCode.TIMED_OUT,
            EndsChild.NAME,
            () ->
                Ranvier.connect(
                    EndsChild.NAME,
                    ClientOptions.defaults()
                        .withRoot(root.path())
                        .withConnectTimeoutNs(300_000_000)));
        server.signal("CONT");
        assertEchoes(client);
      }
    }
  }

  @Test
  @DisplayName("L10: a region cut short ends its connection; the server and the others live on")
  void survivesARegionCutShort() throws Exception {
    try (ChildJvm server = child("serve")) {
      server.awaitLine("listening", DEADLINE);
      try (Connection witness = connect(ConnectionOptions.defaults())) {
        assertEchoes(witness);
        List<Path> before = regions();
        for (String moment : List.of("busy", "idle")) {
          cutShort(before, moment);
          assertEchoes(witness);
          assertEquals("", server.standardError());
        }
      }
      server.send("");
      server.awaitLine("closed", DEADLINE);
      assertEquals(0, server.awaitExit(DEADLINE));
    }
    assertFalse(Files.exists(root.resolve(EndsChild.NAME)));
  }

  @Test
  @DisplayName("L1: a JVM that exits in good order leaves nothing behind")
  void removesItsFilesWhenTheJvmExits() {
    try (ChildJvm server = child("exit")) {
      server.awaitLine("listening", DEADLINE);
      assertEquals(0, server.awaitExit(DEADLINE));
      assertEquals("", server.standardError());
    }
    assertFalse(Files.exists(root.resolve("exiting")));
  }

  @Test
  @DisplayName("L6: SIGTERM is an exit in good order")
  void removesItsFilesWhenTerminated() {
    try (ChildJvm server = child("serve")) {
      server.awaitLine("listening", DEADLINE);
      try (Connection client = connect(ConnectionOptions.defaults())) {
        assertEchoes(client);
        server.signal("TERM");
        assertEquals(Status.CLOSED, client.receive(frame -> {}, 1, LONG_NS));
        assertEquals(143, server.awaitExit(DEADLINE));
      }
    }
    assertFalse(Files.exists(root.resolve(EndsChild.NAME)));
  }

  private void cutShort(List<Path> others, String moment) throws Exception {
    try (ChildJvm victim = child(moment.equals("busy") ? "use" : "send")) {
      victim.awaitLine(moment.equals("idle") ? "sent" : "using", DEADLINE);
      Path region =
          regions().stream().filter(path -> !others.contains(path)).findFirst().orElseThrow();
      try (FileChannel file = FileChannel.open(region, StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
      if (moment.equals("busy")) {
        victim.awaitLine("ended", DEADLINE);
      }
      Pair.await("the region's end", () -> regions().equals(others));
    }
  }

  private ChildJvm child(String command) {
    return ChildJvm.of(EndsChild.class).args(command, root.path()).start();
  }

  private Connection connect(ConnectionOptions options) {
    return Ranvier.connect(
        EndsChild.NAME, ClientOptions.defaults().withRoot(root.path()).withConnection(options));
  }

  private List<Path> regions() {
    try (Stream<Path> files = Files.list(root.resolve(EndsChild.NAME))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("region"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> CompletableFuture<T> onThread(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, run -> Thread.ofPlatform().daemon().start(run));
  }

  private static long sendUntilEnd(Connection client) {
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(64);
      long status = 0;
      while (status >= 0) {
        status = out.send(-1, payload, 0, 64, LONG_NS);
      }
      return status;
    }
  }

  private static void assertEchoes(Connection client) {
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      assertTrue(out.send(9, arena.allocate(64), 0, 64, LONG_NS) >= 0);
      assertEquals(1, client.receive(frame -> assertEquals(9, frame.method()), 1, LONG_NS));
    }
  }

  /** Checks that the frames of a child come complete and in order. */
  private static final class Counting implements FrameHandler {
    volatile int count;

    @Override
    public void onFrame(Frame frame) {
      assertEquals(-1 - count, frame.method());
      Pattern.check(frame.payload(), EndsChild.length(count), count);
      count = count + 1;
    }
  }
}
