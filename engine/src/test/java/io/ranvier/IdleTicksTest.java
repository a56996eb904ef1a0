package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.KeepAlive;
import io.ranvier.control.Housekeeper;
import io.ranvier.error.CallException;
import io.ranvier.lane.Claim;
import io.ranvier.lane.Sender;
import io.ranvier.memory.CoarseClock;
import io.ranvier.service.Responder;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the housekeeper finds due at connections; where nothing is, it seldom looks. */
@Timeout(60)
final class IdleTicksTest {
  private static final int DEFERRED = 1;
  private static final int LONG = 2;
  private static final int LONG_REPLY = 50_000;

  private final Pair pair = new Pair();
  private final BlockingQueue<Responder> deferred = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    pair.close();
  }

  private Connection connect(ConnectionOptions options) throws InterruptedException {
    pair.serveCalls(server ->
        server
            .handler(1, DEFERRED, (_, responder) -> deferred.add(responder.defer()))
            .handler(
                1,
                LONG,
                (_, responder) -> {
                  responder.claim(LONG_REPLY);
                  responder.send();
                }));
    Connection client = pair.connect(options);
    // With one connection alone the server's thread sleeps at its doorbell, where it is due.
    var ignored = pair.connect();
    return client;
  }

  /** Ticks a connection, where the housekeeper does; returns whether it is to be ticked again. */
  private static boolean isSomethingDue(Connection connection) {
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    Housekeeper.shared()
        .execute(() -> {
          try {
            due.complete(connection.session().onTick(System.nanoTime()));
          } catch (Throwable t) {
            due.completeExceptionally(t);
          }
        });
    return due.join();
  }

  private Responder nextDeferred() throws InterruptedException {
    Responder responder = deferred.poll(20, TimeUnit.SECONDS);
    assertTrue(responder != null, "nothing was called");
    return responder;
  }

  // verifies L14
  @Test
  @DisplayName("L14: nothing is due at idle connections, also after calls")
  void findsNothingDueWhereNothingHappens() throws Exception {
    Connection client = connect(ConnectionOptions.defaults());
    Connection served = pair.nextAccepted();
    assertFalse(isSomethingDue(client));
    Pair.await("the server's thread has left", () -> !isSomethingDue(served));
    try (Call call = client.call(1, LONG, 0)) {
      call.send();
      assertEquals(LONG_REPLY, call.awaitNs(Pair.LONG_NS).payload().capacity());
      Pair.await("a reply lies in a payload slot", () -> isSomethingDue(served));
    }
    assertFalse(isSomethingDue(client));
    Pair.await("the slot is free", () -> !isSomethingDue(served));
  }

  @Test
  @DisplayName("something is due while an answer is deferred, and while a future waits for it")
  void looksAfterDeferredAnswersAndFutures() throws Exception {
    Connection client = connect(ConnectionOptions.defaults());
    Connection served = pair.nextAccepted();
    CompletableFuture<Integer> future = client.call(1, DEFERRED, 0).sendAsync(reply -> 1);
    Responder responder = nextDeferred();
    assertTrue(isSomethingDue(client));
    assertTrue(isSomethingDue(served));
    responder.claim(0);
    responder.send();
    responder.close();
    assertEquals(1, future.get(20, TimeUnit.SECONDS));
    Pair.await("the future has left", () -> !isSomethingDue(client));
    Pair.await("the answer has left", () -> !isSomethingDue(served));
  }

  // verifies C5
  @Test
  @DisplayName(
      "C5 L11: a thread that sleeps without a timer on an idle connection meets its deadline")
  void wakesWhoSleepsWithoutATimer() throws Exception {
    Connection client = connect(ConnectionOptions.defaults().withWaiting(Waiting.park()));
    long timeoutNs = TimeUnit.MILLISECONDS.toNanos(1_500);
    long startNs = System.nanoTime();
    try (Call call = client.call(1, DEFERRED, 0)) {
      call.send();
      boolean answered = true;
      try {
        answered = call.awaitNs(timeoutNs) != null;
      } catch (CallException e) {
        answered = false;
      }
      assertFalse(answered);
    }
    assertTrue(System.nanoTime() - startNs >= timeoutNs);
    nextDeferred().close();
  }

  @Test
  @DisplayName(
      "something is due while extents are there, and while peers are asked whether they live")
  void looksAfterExtentsAndPulse() throws Exception {
    KeepAlive keepAlive = new KeepAlive(TimeUnit.HOURS.toNanos(1), 0);
    Connection alive = connect(ConnectionOptions.defaults().withKeepAlive(keepAlive));
    assertTrue(isSomethingDue(alive));
    ConnectionOptions options = ConnectionOptions.defaults().withExtentIdleNs(500_000_000);
    Connection client = pair.connect(options);
    assertFalse(isSomethingDue(client));
    try (Sender out = client.sharedSender();
        Claim claim = new Claim()) {
      assertEquals(0, out.claim(100_000, claim, Pair.LONG_NS));
      // Looked at while a slot is leased: an extent without any may be retired at any moment.
      assertTrue(isSomethingDue(client));
      assertTrue(claim.publish(1) >= 0);
    }
    Pair.await("the extent is retired", () -> !isSomethingDue(client));
  }

  @Test
  @DisplayName("one clock for all connections goes on while there is one")
  void takesTheTime() throws Exception {
    Connection client = connect(ConnectionOptions.defaults());
    long thenMicros = CoarseClock.shared().nowMicros();
    Pair.await("a tick", () -> CoarseClock.shared().nowMicros() - thenMicros > 0);
    assertTrue(client.end().isEmpty());
  }
}
