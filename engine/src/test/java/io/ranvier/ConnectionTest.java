package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pair;
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

/** Both ends of connections in one JVM: limits and extents. */
@Timeout(60)
final class ConnectionTest {
  private static final FrameHandler IGNORE = frame -> {};

  private final Pair pair = new Pair();

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  @DisplayName("R8: a payload beyond the smaller of the two limits is refused by the sender")
  void refusesTooLargePayloads() {
    Server server =
        pair.echo(
            pair.serverOptions()
                .withConnection(ConnectionOptions.defaults().withMaxPayloadBytes(100)));
    Connection client = pair.connect();
    assertEquals(100, client.maxPayloadBytes());
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(1 << 20);
      for (int length : new int[] {101, 5_000, 1 << 20}) {
        RanvierException refusal =
            Refusals.expect(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "lengthBytes=" + length,
                () -> out.trySend(1, payload, 0, length));
        assertTrue(refusal.getMessage().contains("limitBytes=100"), refusal.getMessage());
      }
      assertTrue(out.trySend(1, payload, 0, 100) >= 0);
      assertEquals(1, client.receive(frame -> assertEquals(100, frame.length()), 1, Pair.LONG_NS));
    }
    assertEquals(1, server.connectionCount());
  }

  @Test
  @DisplayName("C8: at the quota for extents a payload that fits nowhere is refused at once")
  void refusesPayloadsBeyondTheExtentQuota() {
    pair.serve(pair.serverOptions(), _ -> IGNORE);
    Connection client = pair.connect(ConnectionOptions.defaults().withExtentQuotaBytes(256 * 1024));
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(1 << 20);
      assertTrue(out.send(1, payload, 0, 100_000, Pair.LONG_NS) >= 0);
      Refusals.expect(
          ErrorCode.LIMIT_EXCEEDED,
          "extentQuotaBytes",
          () -> out.send(1, payload, 0, 1 << 20, Pair.LONG_NS));
      assertTrue(out.send(1, payload, 0, 100_000, Pair.LONG_NS) >= 0);
    }
  }

  @Test
  @DisplayName("who learns too late that an extent has come is not told to raise a quota")
  void explainsWhyThereIsNoMemory() {
    pair.serve(pair.serverOptions(), _ -> IGNORE);
    Connection client = pair.connect(ConnectionOptions.defaults().withExtentQuotaBytes(512 * 1024));
    sendLarge(client);
    assertEquals("more has come just now", client.session().extentRefusal());
    try (Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(1 << 20);
      Refusals.expect(
          ErrorCode.LIMIT_EXCEEDED,
          "extentQuotaBytes",
          () -> out.send(1, payload, 0, 1 << 20, Pair.LONG_NS));
    }
    String why = client.session().extentRefusal();
    assertTrue(why.contains("raise ConnectionOptions.extentQuotaBytes"), why);
  }

  @Test
  void addsAndRetiresExtentsInBothDirections() throws Exception {
    ConnectionOptions shortLived =
        ConnectionOptions.defaults().withExtentIdleNs(TimeUnit.MILLISECONDS.toNanos(100));
    Server server = pair.echo(pair.serverOptions().withConnection(shortLived));
    Connection client = pair.connect(shortLived);
    Connection accepted = pair.nextAccepted();
    for (int round = 1; round <= 3; round++) {
      int wanted = round;
      CompletableFuture<Void> pushing =
          CompletableFuture.runAsync(
              () -> sendLarge(accepted), run -> Thread.ofPlatform().daemon().start(run));
      sendLarge(client);
      AtomicInteger got = new AtomicInteger();
      while (got.get() == 0) {
        client.receive(frame -> got.incrementAndGet(), 1, Pair.LONG_NS);
      }
      pushing.get(20, TimeUnit.SECONDS);
      for (Connection side : List.of(client, accepted)) {
        Pair.await(
            "extents come and gone",
            () -> {
              drain(client);
              return side.counters().get(Counter.EXTENTS_RETIRED) >= wanted
                  && side.counters().get(Counter.EXTENTS_RETIRED)
                      == side.counters().get(Counter.EXTENTS_ADDED);
            });
      }
      Pair.await("no extent's file", () -> pair.connectionFiles().size() == 1);
    }
    assertEquals(1, server.connectionCount());
    assertEquals(List.of(), List.copyOf(pair.failures));
  }

  @Test
  void closesWhileExtentsAreUnderWay() throws Exception {
    Server server = pair.serve(pair.serverOptions(), _ -> IGNORE);
    for (int round = 0; round < 20; round++) {
      Connection client = pair.connect();
      try (Sender out = client.sharedSender();
          Arena arena = Arena.ofConfined()) {
        assertEquals(Status.NO_PAYLOAD_SLOT, out.trySend(1, arena.allocate(1 << 17), 0, 1 << 17));
      }
      Connection accepted = pair.nextAccepted();
      if (round % 2 == 0) {
        accepted.close();
        assertEquals(Status.CLOSED, client.receive(IGNORE, 1, Pair.LONG_NS));
      }
      client.close();
    }
    Pair.await("nobody connected", () -> server.connectionCount() == 0);
    Pair.await("no file", () -> pair.connectionFiles().isEmpty());
  }

  private static void drain(Connection client) {
    int ignored = client.poll(IGNORE, 100);
  }

  private static void sendLarge(Connection connection) {
    try (Sender out = connection.sharedSender();
        Arena arena = Arena.ofConfined()) {
      long status = out.send(2, arena.allocate(200_000), 0, 200_000, Pair.LONG_NS);
      assertTrue(status >= 0, Status.name(status));
    }
  }
}
