package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class BroadcastEndsTest {
  private final FeedPair feeds = new FeedPair();

  @AfterEach
  void close() {
    feeds.close();
  }

  // verifies S7
  @Test
  @DisplayName("the end of the connection wakes the receiver; the end of the server ends the feed")
  void endsWithTheConnection() throws Exception {
    Broadcast feed = feeds.open(SlowReceiver.WAIT);
    Connection client = feeds.pair.connect();
    Subscription mine = client.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    FutureTask<Integer> receiver =
        Threads.compute(() -> mine.receive((number, item) -> {}, 1, Pair.LONG_NS));
    client.close();
    assertEquals((int) Status.CLOSED, receiver.get(20, TimeUnit.SECONDS));
    Subscription other = feeds.subscribe(Start.LATEST);
    assertEquals(0, feeds.trySend(feed, 0));
    feeds.server.close();
    FeedLog log = new FeedLog();
    assertEquals(1, other.poll(log, 10));
    assertTrue(other.receive(log, 10, Pair.LONG_NS) < 0);
  }

  @Test
  @DisplayName("a broadcast that ends while somebody subscribes is one that is not there")
  void refusesWhoComesAtTheEnd() throws Exception {
    Broadcast feed = feeds.open(SlowReceiver.WAIT);
    // So it is if the sender closes between the server's answer and the client's look.
    Files.delete(feeds.pair.root.resolve("pair").resolve("broadcast-0"));
    CallException failure = assertThrows(CallException.class, () -> feeds.subscribe(Start.LATEST));
    assertEquals(ErrorCode.REJECTED, failure.code());
    assertEquals(0, feeds.trySend(feed, 1));
    feed.close();
  }

  @Test
  @DisplayName("a broadcast that is opened while the server closes is refused, or ends with it")
  void opensNoneThatNeverEnds() throws Exception {
    int opened = 0;
    for (int round = 0; round < 200; round++) {
      try (FeedPair closing = new FeedPair()) {
        int pauses = 10 * round;
        AtomicBoolean begun = new AtomicBoolean();
        FutureTask<Broadcast> opener =
            Threads.compute(() -> {
              begun.set(true);
              for (int i = 0; i < pauses; i++) {
                Thread.onSpinWait();
              }
              return closing.open(SlowReceiver.LOSE);
            });
        Pair.await("the other thread", begun::get);
        closing.server.close();
        try {
          Broadcast ended = opener.get(20, TimeUnit.SECONDS);
          assertRefuses(() -> closing.trySend(ended, 0));
          opened++;
        } catch (ExecutionException e) {
          assertRefuses(() -> {
            throw e.getCause();
          });
        }
      }
    }
    System.out.println("BroadcastEndsTest opened " + opened + " of 200 beside a close");
  }

  private static void assertRefuses(Executable use) {
    RanvierException refusal = assertThrows(RanvierException.class, use);
    assertEquals(ErrorCode.WRONG_STATE, refusal.code(), refusal::toString);
  }

  @ParameterizedTest
  @EnumSource(SlowReceiver.class)
  @DisplayName("what a handler throws leaves the poll; its item counts as taken, the next follows")
  void survivesHandlers(SlowReceiver policy) {
    Broadcast feed = feeds.open(policy);
    Subscription mine = feeds.subscribe(Start.LATEST);
    for (long number = 0; number < 3; number++) {
      assertEquals(number, feeds.trySend(feed, number));
    }
    FeedLog log = new FeedLog();
    assertEquals(1, mine.poll(log, 1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            mine.poll(
                (number, item) -> {
                  throw new IllegalArgumentException("item " + number);
                },
                10));
    assertEquals(1, mine.poll(log, 10));
    assertEquals(List.of(0L, 2L), log.values);
    assertEquals(0, mine.poll(log, 10));
  }

  // verifies S7
  @Test
  @DisplayName("a server that closes while another thread sends: the sender is told, in one way")
  void tellsTheSender() throws Exception {
    for (int round = 0; round < 100; round++) {
      try (FeedPair closing = new FeedPair()) {
        Broadcast feed = closing.open(SlowReceiver.LOSE);
        Subscription mine = closing.subscribe(Start.LATEST);
        AtomicLong sent = new AtomicLong();
        boolean claims = round % 2 == 0;
        FutureTask<Long> sender =
            Threads.compute(() -> {
              MemorySegment item = Arena.ofAuto().allocate(8, 8);
              long status = 0;
              while (status >= 0) {
                item.set(JAVA_LONG, 0, sent.get());
                status = claims ? feed.tryClaim(8) : feed.trySend(item, 0, 8);
                if (claims && status >= 0) {
                  status = feed.publish();
                }
                sent.incrementAndGet();
              }
              return status;
            });
        Pair.await("under way", () -> sent.get() > 100);
        closing.server.close();
        assertEquals(Status.CLOSED, sender.get(20, TimeUnit.SECONDS));
        feed.close();
        int taken = 0;
        while (taken >= 0) {
          taken = mine.receive((number, item) -> {}, 64, Pair.LONG_NS);
        }
        assertEquals(Status.CLOSED, taken);
        mine.close();
      }
    }
  }

  @Test
  @DisplayName("nobody can join a broadcast that has ended; its name is free again")
  void refusesToJoin() {
    Broadcast feed = feeds.open(SlowReceiver.WAIT);
    Connection client = feeds.pair.connect();
    feed.close();
    CallException rejected =
        assertThrows(
            CallException.class, () -> client.subscribe("feed", Start.LATEST, Pair.LONG_NS));
    assertEquals(ErrorCode.REJECTED, rejected.code());
    Broadcast again = feeds.open(SlowReceiver.WAIT);
    Subscription mine = client.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    assertEquals(0, feeds.trySend(again, 0));
    assertEquals(1, mine.poll(new FeedLog(), 10));
  }

  // verifies L10
  @ParameterizedTest
  @EnumSource(SlowReceiver.class)
  @DisplayName("a file cut short ends the broadcast, for both ends, and nothing else")
  void endsWithItsFile(SlowReceiver policy) throws Exception {
    Broadcast feed = feeds.open(policy);
    Connection client = feeds.pair.connect();
    Subscription mine = client.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    Subscription other = client.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    assertEquals(0, feeds.trySend(feed, 0));
    feeds.cut("broadcast-0");
    assertEquals(Status.PROTOCOL_ERROR, mine.receive(new FeedLog(), 10, Pair.LONG_NS));
    assertEquals(Status.PROTOCOL_ERROR, feeds.trySend(feed, 1));
    assertEquals(Status.PROTOCOL_ERROR, feed.tryClaim(8));
    int status = other.receive(new FeedLog(), 10, Pair.LONG_NS);
    assertTrue(status == Status.PROTOCOL_ERROR || status == Status.EVICTED, Status.name(status));
    assertEquals(ConnectionState.OPEN, client.state());
    feed.close();
    Broadcast again = feeds.open(policy);
    try (Subscription next = client.subscribe("feed", Start.LATEST, Pair.LONG_NS)) {
      assertEquals(0, feeds.trySend(again, 0));
      assertEquals(1, next.poll(new FeedLog(), 10));
    }
  }

  // verifies S7
  @ParameterizedTest
  @EnumSource(
      value = SlowReceiver.class,
      names = {"WAIT", "EVICT"})
  @DisplayName("whose connection has ended reads no torn item, and is told so when it is lapped")
  void tellsTheEndToWhoIsLapped(SlowReceiver policy) throws Exception {
    Broadcast feed = feeds.open(policy);
    Connection client = feeds.pair.connect();
    Connection seen = feeds.pair.nextAccepted();
    Subscription mine = client.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    assertEquals(0, feeds.trySend(feed, 7));
    assertEquals(1, feeds.trySend(feed, 8));
    client.close();
    // Its sender looks at the end of the lane, which is told a moment after the state.
    Pair.await("the end", () -> seen.session().outbound().endStatus() != 0);
    int taken =
        mine.poll(
            (number, item) -> {
              Pair.await("a lap", () -> feeds.trySend(feed, 9) >= 200);
              assertEquals(7, item.getLong(0));
            },
            1);
    assertEquals(1, taken);
    assertEquals((int) Status.CLOSED, mine.poll((number, item) -> {}, 10));
  }

  @ParameterizedTest
  @EnumSource(SlowReceiver.class)
  @DisplayName("a poll for no items takes none and ends nothing, also behind the end")
  void takesNothingIfNothingIsWanted(SlowReceiver policy) {
    Broadcast feed = feeds.open(policy);
    Subscription mine = feeds.subscribe(Start.LATEST);
    assertEquals(0, feeds.trySend(feed, 0));
    feed.close();
    FeedLog log = new FeedLog();
    assertEquals(0, mine.poll(log, 0));
    assertEquals(0, mine.receive(log, -1, Pair.LONG_NS));
    assertEquals(1, mine.poll(log, 10));
    assertEquals((int) Status.END, mine.poll(log, 10));
  }

  @ParameterizedTest
  @EnumSource(SlowReceiver.class)
  @DisplayName("a handler that closes its subscription gets no further item")
  void closesInHandler(SlowReceiver policy) {
    Broadcast feed = feeds.open(policy);
    Subscription mine = feeds.subscribe(Start.LATEST);
    for (long number = 0; number < 20; number++) {
      assertEquals(number, feeds.trySend(feed, number));
    }
    assertEquals(1, mine.poll((number, item) -> mine.close(), 20));
  }
}
