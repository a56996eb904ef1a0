package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ServerLimits;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server survives, and what it leaves behind: nothing. */
@Timeout(60)
final class ServerTest {
  private final Pair pair = new Pair();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @BeforeEach
  void keepExpectedFailuresOutOfTheOutput() {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
  }

  @AfterEach
  void close() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    pair.close();
  }

  @Test
  void turnsAwayAClientThatItsOwnUserCannotTake() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Server server =
        pair.serve(
            pair.serverOptions(),
            _ -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("no place for you");
              }
              return frame -> {};
            });
    Connection unlucky = pair.connect();
    assertEquals(Status.CLOSED, unlucky.receive(frame -> {}, 1, Pair.LONG_NS));
    assertEquals("no place for you", pair.failures.poll(20, TimeUnit.SECONDS).getMessage());
    Connection lucky = pair.connect();
    Pair.await("one connection", () -> server.connectionCount() == 1);
    assertTrue(lucky.end().isEmpty());
  }

  @Test
  void letsNobodyElsePollWhatPollsItself() {
    Server server = pair.serve(pair.serverOptions(), _ -> frame -> {});
    Refusals.expect(ErrorCode.WRONG_THREAD, "by itself", server::doWork);
    Refusals.expect(ErrorCode.WRONG_THREAD, "by itself", () -> server.await(0));
  }

  @Test
  void turnsAwayAClientForWhomThereIsNoHandler() throws Exception {
    pair.serve(pair.serverOptions(), _ -> null);
    assertEquals(Status.CLOSED, pair.connect().receive(frame -> {}, 1, Pair.LONG_NS));
    assertInstanceOf(NullPointerException.class, pair.failures.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void servesOnWhenAHandlerAndItsListenerThrow() {
    try (Server server =
        Ranvier.listen("moody", pair.serverOptions())
            .onConnection(client -> {
              Sender out = client.sharedSender();
              return frame -> {
                if (frame.method() == 1) {
                  throw new IllegalStateException("handler");
                }
                out.trySend(frame.method(), frame.payload());
              };
            })
            .onFailure((_, _) -> {
              throw new Error("listener");
            })
            .start()) {
      Connection client = Ranvier.connect(server.name(), pair.clientOptions());
      echoes(client, 1, 0);
      echoes(client, 2, 1);
      client.close();
    }
  }

  @Test
  @DisplayName("L7: whatever an end listener throws, the end takes its course")
  void endsAllTheSameWhenAListenerThrows() throws Exception {
    Server server = pair.echo(pair.serverOptions());
    Connection client = pair.connect();
    List<ConnectionEnd> told = new ArrayList<>();
    client.onEnd(end -> {
      throw new Error("listener");
    });
    client.onEnd(told::add);
    client.close();
    assertEquals(1, told.size());
    pair.nextAccepted();
    Pair.await("nobody connected", () -> server.connectionCount() == 0);
    assertEquals(List.of(), pair.connectionFiles());
  }

  @Test
  void closesTwiceAndFromSeveralThreads() throws Exception {
    Server server = pair.echo(pair.serverOptions());
    Connection client = pair.connect();
    List<Thread> closers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      closers.add(Thread.ofPlatform().start(i % 2 == 0 ? server::close : client::close));
    }
    for (Thread closer : closers) {
      closer.join();
    }
    client.close();
    server.close();
  }

  @Test
  @DisplayName("L7: closing the server in the middle of many handshakes leaves nothing behind")
  void closesWhileClientsConnect() throws Exception {
    for (int round = 0; round < 10; round++) {
      Server server = Ranvier.listen("busy", pair.serverOptions()).start();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(Thread.ofPlatform().start(this::connectOrNot));
      }
      int wanted = round % 4;
      Pair.await(
          "some clients", () -> server.counters().get(Counter.CONNECTIONS_ACCEPTED) >= wanted);
      server.close();
      assertFalse(Files.exists(pair.root.resolve("busy")), "the directory must be gone");
      for (Thread client : clients) {
        client.join();
      }
    }
  }

  private void connectOrNot() {
    try {
      Ranvier.connect("busy", pair.clientOptions()).close();
    } catch (RanvierException e) {
      // Which of the many refusals depends on the moment.
    }
  }

  @Test
  @DisplayName("L14: connections that another thread closes while they are idle disturb no other")
  void servesOnWhileItsConnectionsAreClosedByOthers() throws Exception {
    Server server =
        pair.echo(
            pair.serverOptions()
                .withConnection(ConnectionOptions.defaults().withWaiting(Waiting.park())));
    for (int round = 0; round < 20; round++) {
      Connection witness = pair.connect();
      Connection witnessed = pair.nextAccepted();
      Connection first = pair.connect();
      Connection second = pair.connect();
      Connection serverFirst = pair.nextAccepted();
      echoes(first, 7, 1);
      echoes(second, 7, 1);
      serverFirst.close();
      pair.nextAccepted().close();
      echoes(witness, 8, 1);
      assertEquals(Status.CLOSED, first.receive(frame -> {}, 1, Pair.LONG_NS));
      witnessed.close();
      Pair.await("all closed", () -> server.connectionCount() == 0);
    }
    assertEquals(List.of(), List.copyOf(pair.failures));
  }

  @Test
  void closesFromWithinAHandler() throws Exception {
    Server server = pair.serve(pair.serverOptions(), client -> frame -> client.close());
    Connection client = pair.connect();
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      assertTrue(out.trySend(1, arena.allocate(8), 0, 8) >= 0);
    }
    assertEquals(Status.CLOSED, client.receive(frame -> {}, 1, Pair.LONG_NS));
    Pair.await("nobody connected", () -> server.connectionCount() == 0);
    assertEquals(List.of(), List.copyOf(pair.failures));
  }

  @Test
  void givesTheNameBackWhenItCannotStart() {
    Waiting broken =
        Waiting.idle(() -> {
          throw new IllegalArgumentException("no strategy");
        });
    ConnectionOptions options = ConnectionOptions.defaults().withWaiting(broken);
    ServerBuilder builder = Ranvier.listen("pair", pair.serverOptions().withConnection(options));
    assertThrows(IllegalArgumentException.class, builder::start);
    pair.echo(pair.serverOptions());
    assertThrows(IllegalArgumentException.class, () -> pair.connect(options));
    Pair.await("no region", () -> pair.connectionFiles().isEmpty());
  }

  @Test
  @DisplayName("C8: the number of connections and the memory of all are limited, and given back")
  void keepsItsLimits() {
    long region = 1 << 20;
    Server server =
        pair.echo(
            pair.serverOptions()
                .withLimits(
                    ServerLimits.defaults()
                        .withMaxConnections(2)
                        .withMemoryQuotaBytes(2 * region)));
    for (int round = 0; round < 3; round++) {
      Connection first = pair.connect();
      Connection second = pair.connect();
      Refusals.expect(ErrorCode.LIMIT_EXCEEDED, "maxConnections", pair::connect);
      first.close();
      second.close();
      Pair.await("nobody connected", () -> server.connectionCount() == 0);
    }
    assertEquals(6, server.counters().get(Counter.CONNECTIONS_ACCEPTED));
    assertEquals(3, server.counters().get(Counter.CONNECTIONS_REJECTED));
    Pair.await("the count", () -> server.counters().get(Counter.CONNECTIONS_CLOSED) == 6);
  }

  @Test
  @DisplayName("C8: clients that connect at the same moment do not pass the limit together")
  void keepsItsLimitAgainstMany() throws Exception {
    pair.echo(pair.serverOptions().withLimits(ServerLimits.defaults().withMaxConnections(3)));
    AtomicInteger refused = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    List<Connection> open = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 12; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  open.add(Ranvier.connect("pair", pair.clientOptions()));
                } catch (RanvierException e) {
                  if (e.code() == ErrorCode.LIMIT_EXCEEDED) {
                    refused.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    open.forEach(Connection::close);
    assertEquals(3, open.size());
    assertEquals(9, refused.get());
  }

  private static void echoes(Connection client, int method, int expected) {
    FrameHandler handler = frame -> assertEquals(method, frame.method());
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(64);
      assertTrue(out.send(method, payload, 0, 64, Pair.LONG_NS) >= 0);
      long waitNs = expected == 0 ? 50_000_000 : Pair.LONG_NS;
      assertEquals(expected, client.receive(handler, 10, waitNs));
    }
  }
}
