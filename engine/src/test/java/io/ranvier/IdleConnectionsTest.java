package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Sender;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections of one dispatcher that do nothing, and what is still found out about them. */
@Timeout(60)
final class IdleConnectionsTest {
  private static final int MANY = 24;
  private static final int LOOKS_OF_A_ROUND = 20;
  private static final int FEWEST = 10;
  private static final ConnectionOptions PARKED =
      ConnectionOptions.defaults().withWaiting(Waiting.park());

  private final Pair pair = new Pair();
  private final List<Connection> clients = new ArrayList<>();
  private final List<Connection> served = new ArrayList<>();

  @AfterEach
  void close() {
    pair.close();
  }

  private void connectMany() throws InterruptedException {
    pair.echo(pair.serverOptions().withConnection(PARKED));
    for (int i = 0; i < MANY; i++) {
      clients.add(pair.connect(PARKED));
      served.add(pair.nextAccepted());
    }
  }

  private void send(Connection client) {
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      assertTrue(out.trySend(1, arena.allocate(8), 0, 8) >= 0);
    }
  }

  private void echoes(Connection client) {
    send(client);
    awaitEcho(client);
  }

  private void awaitEcho(Connection client) {
    int[] frames = {0};
    while (frames[0] == 0) {
      assertTrue(client.receive(_ -> frames[0]++, 1, Pair.LONG_NS) >= 0);
    }
  }

  // verifies L10, L14
  @Test
  @DisplayName(
      "L10: an idle connection whose file is cut ends, also if nobody uses it; others stay")
  void findsAFileThatWasCut() throws Exception {
    connectMany();
    int[] cut = {0, MANY / 2, MANY - 1};
    for (int i : cut) {
      cut(i + 1);
    }
    for (int i : cut) {
      Pair.await("the end", () -> served.get(i).end().isPresent());
      assertEquals(ErrorCode.PROTOCOL_ERROR, served.get(i).end().orElseThrow().code());
    }
    for (int i = 0; i < MANY; i++) {
      if (served.get(i).end().isEmpty()) {
        echoes(clients.get(i));
      }
    }
    assertEquals(MANY - cut.length, served.stream().filter(one -> one.end().isEmpty()).count());
  }

  private void cut(int connection) throws IOException {
    Path file = pair.root.resolve("pair").resolve("region-%016x".formatted(connection));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  // verifies L11
  @Test
  @DisplayName("L11: what came to an idle connection without a ring is found by the rescan")
  void findsWhatDidNotRing() throws Exception {
    connectMany();
    Connection client = clients.get(MANY / 2);
    Pair.await(
        "the server's thread sleeps, so all doorbells are armed",
        IdleConnectionsTest::isServerAsleep);
    served.get(MANY / 2).session().inbound().sleeper().disarm();
    long wakes = client.counters().get(Counter.WAKES);
    send(client);
    assertEquals(wakes, client.counters().get(Counter.WAKES), "it rang");
    awaitEcho(client);
  }

  private static boolean isServerAsleep() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("ranvier-pair"))
        .anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  // verifies L14
  @Test
  @DisplayName("L14: armed connections are looked at in turn, each in a round, few at a time")
  void looksInTurn() throws Exception {
    connectMany();
    ArmedConnections armed = new ArmedConnections();
    List<DispatchedConnection> entries = new ArrayList<>();
    for (Connection client : clients) {
      DispatchedConnection entry = new DispatchedConnection(client, frame -> {}, _ -> {});
      entries.add(entry);
      armed.add(entry);
    }
    // Echoes are there, and nobody has taken them.
    clients.forEach(this::send);
    for (DispatchedConnection entry : entries) {
      // Also true once because the server has opened its ring.
      Pair.await("an echo", () -> entry.isReady() && entry.isReady());
    }
    DispatchedConnection gone = entries.get(MANY / 3);
    assertTrue(armed.remove(gone));
    assertFalse(armed.remove(gone));
    Set<DispatchedConnection> told = new HashSet<>();
    for (int look = 0; look < LOOKS_OF_A_ROUND; look++) {
      List<DispatchedConnection> now = new ArrayList<>();
      armed.lookInTurn(now::add);
      assertTrue(now.size() <= FEWEST, () -> now.size() + " at once");
      told.addAll(now);
    }
    assertEquals(MANY - 1, told.size());
    assertFalse(told.contains(gone));
    armed.add(gone);
    for (DispatchedConnection entry : entries) {
      assertTrue(armed.remove(entry), "each is where it says it is");
    }
    assertEquals(List.of(), armed.all());
  }

  // verifies L11
  @Test
  @DisplayName(
      "L11: who waits on one of many idle connections, without a timer, meets his deadline")
  void wakesAtTheDeadline() throws Exception {
    connectMany();
    long timeoutNs = TimeUnit.MILLISECONDS.toNanos(1_200);
    long startNs = System.nanoTime();
    assertEquals(0, clients.get(MANY / 2).receive(_ -> {}, 1, timeoutNs));
    assertTrue(System.nanoTime() - startNs >= timeoutNs);
  }
}
