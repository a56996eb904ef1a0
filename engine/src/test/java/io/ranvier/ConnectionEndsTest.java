package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ConnectionState;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.payload.PayloadClass;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ConnectionEndsTest {
  private static final int FRAMES = 400;
  private static final FrameHandler IGNORE = frame -> {};

  private final Pair pair = new Pair();

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  @DisplayName("L7: what a client sent before it closed is all received, then its end")
  void losesNothingWhenTheClientCloses() throws Exception {
    Checking received = new Checking();
    Server server = pair.serve(pair.serverOptions(), _ -> received);
    Connection client = pair.connect();
    Connection accepted = pair.nextAccepted();
    sendAll(client.sharedSender());
    client.close();
    Pair.await("the connection's end", () -> server.connectionCount() == 0);
    assertEquals(FRAMES, received.count.get());
    ConnectionEnd end = accepted.end().orElseThrow();
    assertEquals(ErrorCode.CONNECTION_CLOSED, end.code());
    assertTrue(end.byPeer());
    Pair.await("the count", () -> server.counters().get(Counter.CONNECTIONS_CLOSED) == 1);
    assertEquals(List.of(), List.copyOf(pair.failures));
  }

  @Test
  @DisplayName("L7: what a server sent before it closed is all received, then its end, for ever")
  void losesNothingWhenTheServerCloses() throws Exception {
    Server server = pair.serve(pair.serverOptions(), _ -> IGNORE);
    Connection client = pair.connect(roomy());
    Connection accepted = pair.nextAccepted();
    Checking received = new Checking();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              sendAll(accepted.sharedSender());
              server.close();
            },
            run -> Thread.ofPlatform().daemon().start(run));
    int handled = 1;
    while (handled > 0) {
      handled = client.receive(received, 7, Pair.LONG_NS);
    }
    sending.get(20, TimeUnit.SECONDS);
    assertEquals(FRAMES, received.count.get());
    for (int i = 0; i < 3; i++) {
      assertEquals(Status.CLOSED, client.poll(received, 1));
      assertEquals(Status.CLOSED, client.receive(received, 1, 0));
    }
    assertEquals(ConnectionState.CLOSED, client.state());
    ConnectionEnd end = client.end().orElseThrow();
    assertEquals(new ConnectionEnd(ErrorCode.CONNECTION_CLOSED, "closed by the peer", true), end);
    // Senders are told a moment after receivers.
    Pair.await("it for senders", () -> client.session().outbound().endStatus() != 0);
    Refusals.expect(ErrorCode.CONNECTION_CLOSED, "CLOSED", client::exclusiveSender);
  }

  @Test
  @DisplayName("L7: a client that finished sending still receives what its frames are answered")
  void answersAClientThatFinishedSending() {
    pair.serve(
        pair.serverOptions(),
        client -> {
          Sender out = client.sharedSender();
          return frame -> {
            var payload = frame.payload();
            long status =
                out.send(
                    frame.method(),
                    payload.segment(),
                    payload.segmentOffset(),
                    payload.capacity(),
                    Pair.LONG_NS);
            assertTrue(status >= 0, Status.name(status));
          };
        });
    Connection client = pair.connect();
    try (Sender out = client.sharedSender()) {
      send(out, 100);
      client.finishSending();
      client.finishSending();
      assertEquals(Status.CLOSED, out.trySend(1, MemorySegment.NULL, 0, 0));
      Refusals.expect(ErrorCode.CONNECTION_CLOSED, "CLOSED", client::sharedSender);
    }
    Checking received = new Checking();
    int handled = 1;
    while (handled > 0) {
      handled = client.receive(received, 10, Pair.LONG_NS);
    }
    assertEquals(Status.CLOSED, handled);
    assertEquals(100, received.count.get());
  }

  @Test
  @DisplayName("L7: a server that finished sending still receives")
  void hearsAClientAfterItFinishedSending() throws Exception {
    Checking received = new Checking();
    Server server = pair.serve(pair.serverOptions(), _ -> received);
    Connection client = pair.connect();
    Connection accepted = pair.nextAccepted();
    assertEquals(ConnectionState.OPEN, client.state());
    try (Sender out = accepted.sharedSender()) {
      send(out, 3);
    }
    accepted.finishSending();
    Checking atClient = new Checking();
    while (atClient.count.get() < 3) {
      assertTrue(client.receive(atClient, 10, Pair.LONG_NS) > 0);
    }
    assertEquals(Status.CLOSED, client.receive(atClient, 10, Pair.LONG_NS));
    assertEquals(ConnectionState.DRAINING, client.state());
    assertTrue(client.end().isEmpty());
    sendAll(client.sharedSender());
    client.close();
    Pair.await("the connection's end", () -> server.connectionCount() == 0);
    assertEquals(FRAMES, received.count.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"spin", "adaptive", "park", "idle"})
  @DisplayName("S7, L5: closing wakes whoever waits on the connection in whatever way")
  void wakesItsOwnWaitersOnClose(String waiting) throws Exception {
    pair.serve(pair.serverOptions(), _ -> IGNORE);
    ConnectionOptions options =
        ConnectionOptions.defaults().withWaiting(EchoChild.waiting(waiting));
    for (int round = 0; round < 5; round++) {
      Connection client = pair.connect(options);
      CompletableFuture<Integer> receiver = new CompletableFuture<>();
      Thread waits =
          Thread.ofPlatform()
              .daemon()
              .start(() -> receiver.complete(client.receive(IGNORE, 1, Pair.LONG_NS)));
      Pair.await("a waiting thread", () -> isWaiting(waiting, waits, client));
      client.close();
      assertEquals((int) Status.CLOSED, receiver.get(10, TimeUnit.SECONDS));
      waits.join();
    }
  }

  @Test
  void givesUpWaitingWhenInterrupted() throws Exception {
    pair.serve(pair.serverOptions(), _ -> IGNORE);
    Connection client = pair.connect(ConnectionOptions.defaults().withWaiting(Waiting.park()));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread waits =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              Throwable failure =
                  assertThrows(
                      RanvierException.class, () -> client.receive(IGNORE, 1, Pair.LONG_NS));
              outcome.complete(Thread.currentThread().isInterrupted() ? failure : null);
            });
    Pair.await("a sleeping thread", () -> client.counters().get(Counter.PARKS) > 0);
    waits.interrupt();
    RanvierException failure = (RanvierException) outcome.get(10, TimeUnit.SECONDS);
    assertEquals(ErrorCode.INTERRUPTED, failure.code());
    waits.join();
    assertEquals(0, client.poll(IGNORE, 1), "another thread may poll when the first has ended");
  }

  @Test
  void connectsOnAnInterruptedThreadAsARefusal() {
    pair.serve(pair.serverOptions(), _ -> IGNORE);
    Thread.currentThread().interrupt();
    try {
      Refusals.expect(ErrorCode.INTERRUPTED, "pair", pair::connect);
      assertTrue(Thread.interrupted());
    } finally {
      boolean ignored = Thread.interrupted();
    }
    Pair.await("no region", () -> pair.connectionFiles().isEmpty());
    assertFalse(pair.connect().end().isPresent());
  }

  @Test
  void closesOnAnInterruptedThread() {
    Server server = pair.serve(pair.serverOptions(), _ -> IGNORE);
    Connection client = pair.connect();
    Thread.currentThread().interrupt();
    client.close();
    server.close();
    assertTrue(Thread.interrupted());
  }

  private static boolean isWaiting(String waiting, Thread thread, Connection client) {
    return waiting.equals("park")
        ? client.counters().get(Counter.PARKS) > 0
        : thread.getState() != Thread.State.NEW;
  }

  private static ConnectionOptions roomy() {
    return ConnectionOptions.defaults()
        .withOutbound(LaneOptions.defaults().withPayloadClasses(new PayloadClass(16_384, 64)));
  }

  private static void sendAll(Sender out) {
    send(out, FRAMES);
  }

  private static void send(Sender out, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(150_000);
      for (int i = 0; i < count; i++) {
        Pattern.fill(bytes, length(i), i);
        long status = out.send(i, bytes, 0, length(i), Pair.LONG_NS);
        assertTrue(status >= 0, Status.name(status));
      }
    }
  }

  private static int length(int frame) {
    return frame % 50 == 49 ? 150_000 : frame * 37 % 9_000;
  }

  /** Demands the frames of {@link #send}, in order. */
  private static final class Checking implements FrameHandler {
    final AtomicInteger count = new AtomicInteger();

    @Override
    public void onFrame(Frame frame) {
      int number = count.getAndIncrement();
      assertEquals(number, frame.method());
      Pattern.check(frame.payload(), length(number), number);
    }
  }
}
