package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.routing.CallOptions;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What asks the peer's engine for something when all of the connection's calls are in flight. */
@Timeout(60)
final class EngineCallRoomTest {
  private static final ConnectionOptions ONE_CALL =
      ConnectionOptions.defaults().withCalls(CallOptions.defaults().withInFlight(1));

  private final Pair pair = new Pair();
  private Server server;
  private Connection client;
  private VirtualConnection virtual;
  private Call only;
  private volatile VirtualConnection accepted;

  @BeforeEach
  void useUpAllCalls() {
    server =
        pair.serveCalls(builder ->
            builder.onVirtual(offer -> accepted = offer.accept(VirtualOptions.defaults())));
    client = pair.connect(ONE_CALL);
    virtual = client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS);
    // The opener hears of it before the acceptor has it in hand.
    Pair.await("accepted", () -> accepted != null);
    only = client.call(1, 1, 0);
  }

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  @DisplayName("who subscribes waits for a call to end")
  void subscribes() throws Exception {
    try (Broadcast feed = server.broadcast("feed", BroadcastOptions.defaults());
        Subscription made =
            afterTheCall(() -> client.subscribe("feed", Start.LATEST, Pair.LONG_NS))) {
      assertEquals(1, feed.subscriberCount());
      assertEquals(0, made.missed());
    }
  }

  @Test
  @DisplayName("who opens a virtual connection waits for a call to end")
  void opensVirtualConnection() throws Exception {
    try (VirtualConnection opened =
        afterTheCall(() -> client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS))) {
      assertTrue(opened.isOpen());
    }
  }

  // verifies C11
  @Test
  @DisplayName("C11: who closes a virtual connection does not wait, and the peer hears of it later")
  void closesVirtualConnection() {
    virtual.close();
    assertFalse(virtual.isOpen());
    assertTrue(accepted.isOpen());
    only.close();
    Pair.await("closed", () -> !accepted.isOpen());
  }

  @Test
  @DisplayName("who has no time is told that there was no room")
  void doesNotWaitWithoutTime() {
    CallException failure =
        assertThrows(CallException.class, () -> client.openVirtual(VirtualOptions.defaults(), 0));
    assertEquals(ErrorCode.OVERLOADED, failure.code());
    only.close();
  }

  @Test
  @DisplayName("who subscribes without time and finds no room leaves no channel behind")
  void leavesNoChannelBehind() {
    try (Broadcast feed = server.broadcast("feed", BroadcastOptions.defaults())) {
      for (int i = 0; i < 200; i++) {
        RanvierException failure =
            assertThrows(
                RanvierException.class, () -> client.subscribe("feed", Start.LATEST, 1).close());
        assertEquals(ErrorCode.OVERLOADED, failure.code(), failure::getMessage);
      }
      only.close();
      try (Subscription made = client.subscribe("feed", Start.LATEST, Pair.LONG_NS)) {
        assertEquals(1, feed.subscriberCount());
        assertEquals(0, made.missed());
      }
    }
  }

  /** Ends the only call when somebody waits for it. */
  private <T> T afterTheCall(Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = Thread.ofPlatform().daemon().start(task);
    Pair.await("a waiter", () -> thread.getState() == Thread.State.TIMED_WAITING || task.isDone());
    only.close();
    return task.get();
  }
}
