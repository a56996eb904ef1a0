package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.signal.Waiting;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class BroadcastTest {
  private final FeedPair feeds = new FeedPair();

  @AfterEach
  void close() {
    feeds.close();
  }

  // verifies S1
  @ParameterizedTest
  @EnumSource(SlowReceiver.class)
  @DisplayName("each of several receivers gets every item in order, then the end")
  void reachesEveryReceiver(SlowReceiver policy) {
    Broadcast feed = feeds.open(policy);
    List<Subscription> all = new ArrayList<>();
    List<FeedLog> logs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(feeds.subscribe(Start.LATEST));
      logs.add(new FeedLog());
    }
    assertEquals(3, feed.subscriberCount());
    for (long number = 0; number < 10_000; number++) {
      assertEquals(number, feeds.trySend(feed, number));
      if (number % 10 == 9) {
        for (int i = 0; i < 3; i++) {
          assertEquals(10, all.get(i).poll(logs.get(i), 100));
        }
      }
    }
    assertEquals(10_000, feeds.trySend(feed, 10_000));
    feed.close();
    for (int i = 0; i < 3; i++) {
      assertEquals(1, all.get(i).poll(logs.get(i), 100));
      assertEquals(Status.END, all.get(i).poll(logs.get(i), 100));
      assertEquals(Status.END, all.get(i).poll(logs.get(i), 100));
      assertEquals(FeedPair.range(0, 10_001), logs.get(i).values);
      assertEquals(0, all.get(i).missed());
      all.get(i).close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 33, 100, 480})
  @DisplayName("items of all sizes arrive whole, copied or written in place, over many laps")
  void carriesItemsOfManySizes(int length) {
    Broadcast feed = feeds.open(SlowReceiver.LOSE);
    Subscription lossy = feeds.subscribe(Start.OLDEST);
    for (int round = 0; round < 500; round++) {
      if (round % 2 == 0) {
        Pattern.fill(feeds.source.asSlice(0, length), length, round);
        assertEquals(round, feed.trySend(feeds.source, 0, length));
      } else {
        assertEquals(0, feed.tryClaim(length));
        SegmentBuffer item = feed.item();
        Pattern.fill(item.segment().asSlice(item.segmentOffset(), length), length, round);
        assertEquals(round, feed.publish());
      }
      int seed = round;
      assertEquals(1, lossy.poll((number, item) -> Pattern.check(item, length, seed), 10));
    }
    lossy.close();
  }

  @Test
  @DisplayName("who comes late begins with the last item, or with the oldest that is there")
  void beginsWhereItIsAsked() {
    Broadcast feed = feeds.open(SlowReceiver.WAIT);
    for (long number = 0; number < 40; number++) {
      assertEquals(number, feeds.trySend(feed, number));
    }
    FeedLog latest = new FeedLog();
    assertEquals(1, feeds.subscribe(Start.LATEST).poll(latest, 100));
    assertEquals(List.of(39L), latest.values);
    FeedLog oldest = new FeedLog();
    assertEquals(40, feeds.subscribe(Start.OLDEST).poll(oldest, 100));
    assertEquals(FeedPair.range(0, 40), oldest.values);
  }

  @Test
  @DisplayName("who joins a sender that is under way misses nothing from there on")
  void joinsUnderWay() throws Exception {
    Broadcast feed = feeds.open(FeedPair.OPTIONS.withWaiting(Waiting.park()));
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Long> sender =
        Threads.compute(() -> {
          MemorySegment item = Arena.ofAuto().allocate(8, 8);
          long number = 0;
          long status = 0;
          while (status >= 0 && !over.get()) {
            item.set(JAVA_LONG, 0, number);
            status = feed.send(item, 0, 8, Pair.LONG_NS);
            number++;
          }
          feed.close();
          return number;
        });
    for (int round = 0; round < 20; round++) {
      try (Subscription joined = feeds.subscribe(round % 2 == 0 ? Start.LATEST : Start.OLDEST)) {
        long[] next = {-1};
        int taken = 0;
        while (taken >= 0 && taken < 2_000) {
          int handled =
              joined.receive(
                  (number, item) -> {
                    assertEquals(number, item.getLong(0));
                    assertEquals(next[0] < 0 ? number : next[0], number);
                    next[0] = number + 1;
                  },
                  100,
                  Pair.LONG_NS);
          taken = handled < 0 ? handled : taken + handled;
        }
        assertEquals(0, joined.missed());
      }
    }
    over.set(true);
    assertTrue(sender.get(20, TimeUnit.SECONDS) >= 40_000);
  }

  // verifies S1
  @Test
  @DisplayName("receivers that come and go find what they were promised, wherever the sender is")
  void joinsAgainAndAgain() throws Exception {
    Broadcast feed = feeds.open(SlowReceiver.WAIT);
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Void> sender =
        Threads.start(() -> {
          MemorySegment item = Arena.ofAuto().allocate(8, 8);
          long number = 0;
          while (!over.get()) {
            item.set(JAVA_LONG, 0, number);
            if (feed.trySend(item, 0, 8) >= 0) {
              number++;
            }
          }
          feed.close();
        });
    Connection client = feeds.pair.connect();
    for (int round = 0; round < 3_000; round++) {
      Start start = round % 3 == 0 ? Start.LATEST : Start.OLDEST;
      try (Subscription joined = client.subscribe("feed", start, Pair.LONG_NS)) {
        FeedLog log = new FeedLog();
        assertTrue(joined.receive(log, 8, Pair.LONG_NS) > 0);
        assertEquals(0, joined.missed());
      }
    }
    over.set(true);
    sender.get(20, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("misuse is told with its figures")
  void refusesMisuse() {
    Broadcast feed = feeds.open(SlowReceiver.WAIT);
    refused(ErrorCode.WRONG_STATE, () -> feeds.open(SlowReceiver.WAIT), "feed", "in use");
    refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> feed.trySend(feeds.source, 0, 481), "481", "480");
    refused(ErrorCode.INVALID_ARGUMENT, () -> feed.tryClaim(-1), "-1");
    refused(ErrorCode.WRONG_STATE, feed::publish, "nothing is claimed");
    Connection client = feeds.pair.connect();
    CallException rejected =
        assertThrows(
            CallException.class, () -> client.subscribe("none", Start.LATEST, Pair.LONG_NS));
    assertEquals(ErrorCode.REJECTED, rejected.code());
    assertTrue(rejected.getMessage().contains("method=SUBSCRIBE; "), rejected.getMessage());
    Subscription mine = feeds.subscribe(Start.LATEST);
    assertEquals(0, feeds.trySend(feed, 0));
    refused(
        ErrorCode.WRONG_STATE,
        () -> mine.poll((number, item) -> mine.poll((n, i) -> {}, 1), 1),
        "must not poll");
    mine.close();
    refused(ErrorCode.WRONG_STATE, () -> mine.poll((number, item) -> {}, 1), "closed");
    feed.close();
    refused(ErrorCode.WRONG_STATE, () -> feeds.trySend(feed, 1), "closed");
  }

  @Test
  @DisplayName("a name of 256 bytes can be subscribed to, a longer one is refused on both sides")
  void limitsTheLengthOfNames() {
    String longest = "n".repeat(254) + "\u00fc";
    String longer = longest + "n";
    Broadcast feed = feeds.server.broadcast(longest, FeedPair.OPTIONS);
    Connection client = feeds.pair.connect();
    Subscription mine = client.subscribe(longest, Start.LATEST, Pair.LONG_NS);
    assertEquals(0, feeds.trySend(feed, 0));
    assertEquals(1, mine.poll((number, item) -> {}, 8));
    refused(
        ErrorCode.INVALID_ARGUMENT,
        () -> feeds.server.broadcast(longer, FeedPair.OPTIONS),
        "257",
        "256");
    refused(
        ErrorCode.INVALID_ARGUMENT,
        () -> client.subscribe(longer, Start.LATEST, Pair.LONG_NS),
        "257",
        "256");
  }

  private static void refused(ErrorCode code, Runnable action, String... words) {
    RanvierException refused = assertThrows(RanvierException.class, action::run);
    assertEquals(code, refused.code(), refused.getMessage());
    for (String word : words) {
      assertTrue(refused.getMessage().contains(word), word + " in: " + refused.getMessage());
    }
  }
}
