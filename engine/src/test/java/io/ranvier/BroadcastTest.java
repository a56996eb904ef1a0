package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastHandler;
import io.ranvier.broadcast.BroadcastOptions;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BroadcastTest {
  private static final BroadcastOptions OPTIONS = BroadcastOptions.defaults().withRingCells(64);

  private final Pair pair = new Pair();
  private final Server server = pair.serveCalls(builder -> {});
  private final MemorySegment source = Arena.ofAuto().allocate(4096, 8);

  @AfterEach
  void close() {
    pair.close();
  }

  private Broadcast open(SlowReceiver policy) {
    return server.broadcast("feed", OPTIONS.withSlowReceiver(policy));
  }

  private Subscription subscribe(Start start) {
    return pair.connect().subscribe("feed", start, Pair.LONG_NS);
  }

  private long trySend(Broadcast feed, long value) {
    source.set(JAVA_LONG, 0, value);
    return feed.trySend(source, 0, 8);
  }

  /** Collects numbers, and where some were missed. */
  private static final class Log implements BroadcastHandler {
    final List<Long> values = new ArrayList<>();
    long missed;

    @Override
    public void onItem(long number, SegmentBuffer item) {
      assertEquals(number, item.getLong(0));
      values.add(number);
    }

    @Override
    public void onMissed(long items) {
      missed += items;
    }
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  // verifies S1
  @ParameterizedTest
  @EnumSource(SlowReceiver.class)
  @DisplayName("each of several receivers gets every item in order, then the end")
  void reachesEveryReceiver(SlowReceiver policy) {
    Broadcast feed = open(policy);
    List<Subscription> all = new ArrayList<>();
    List<Log> logs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(subscribe(Start.LATEST));
      logs.add(new Log());
    }
    assertEquals(3, feed.subscriberCount());
    for (long number = 0; number < 10_000; number++) {
      assertEquals(number, trySend(feed, number));
      if (number % 10 == 9) {
        for (int i = 0; i < 3; i++) {
          assertEquals(10, all.get(i).poll(logs.get(i), 100));
        }
      }
    }
    assertEquals(10_000, trySend(feed, 10_000));
    feed.close();
    for (int i = 0; i < 3; i++) {
      assertEquals(1, all.get(i).poll(logs.get(i), 100));
      assertEquals(Status.END, all.get(i).poll(logs.get(i), 100));
      assertEquals(Status.END, all.get(i).poll(logs.get(i), 100));
      assertEquals(range(0, 10_001), logs.get(i).values);
      assertEquals(0, all.get(i).missed());
      all.get(i).close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 33, 100, 480})
  @DisplayName("items of all sizes arrive whole, copied or written in place, over many laps")
  void carriesItemsOfManySizes(int length) {
    Broadcast feed = open(SlowReceiver.LOSE);
    Subscription lossy = subscribe(Start.OLDEST);
    for (int round = 0; round < 500; round++) {
      if (round % 2 == 0) {
        Pattern.fill(source.asSlice(0, length), length, round);
        assertEquals(round, feed.trySend(source, 0, length));
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

  // verifies S2
  @Test
  @DisplayName("WAIT: the sender waits for the slowest, and goes on when it moves or is gone")
  void waitsForTheSlowest() throws Exception {
    Broadcast feed = open(SlowReceiver.WAIT);
    Subscription slow = subscribe(Start.LATEST);
    Subscription quick = subscribe(Start.LATEST);
    Log quickLog = new Log();
    long sent = 0;
    while (trySend(feed, sent) >= 0) {
      sent++;
      assertEquals(1, quick.poll(quickLog, 10));
      assertEquals(0, quick.poll(quickLog, 10));
    }
    assertEquals(64, sent);
    assertEquals(Status.TIMED_OUT, feed.send(source, 0, 8, 1_000_000));
    Log slowLog = new Log();
    assertEquals(64, slow.poll(slowLog, 100));
    assertEquals(0, slow.poll(slowLog, 100));
    assertEquals(range(0, 64), slowLog.values);
    while (trySend(feed, sent) >= 0) {
      sent++;
    }
    assertEquals(128, sent);
    assertEquals(64, quick.poll(quickLog, 100));
    assertEquals(0, quick.poll(quickLog, 100));
    FutureTask<Void> leaving =
        Threads.start(() -> pair.nextAccepted().close()); // the slow one's connection
    while (feed.send(source, 0, 8, Pair.LONG_NS) < 0) {
      Thread.onSpinWait();
    }
    leaving.get(20, TimeUnit.SECONDS);
    assertEquals(1, feed.subscriberCount());
    assertTrue(quick.poll((number, item) -> {}, 100) > 0);
  }

  @Test
  @DisplayName("LOSE: the sender never waits, and the receiver is told exactly what it missed")
  void losesAndTells() {
    Broadcast feed = open(SlowReceiver.LOSE);
    Subscription lossy = subscribe(Start.LATEST);
    Log log = new Log();
    assertEquals(0, trySend(feed, 0));
    assertEquals(1, lossy.poll(log, 10));
    for (long number = 1; number <= 1_000; number++) {
      assertEquals(number, trySend(feed, number));
    }
    int handled = 0;
    while (handled == 0) {
      handled = lossy.poll(log, 10);
    }
    assertEquals(1, handled);
    assertEquals(List.of(0L, 1_000L), log.values);
    assertEquals(999, log.missed);
    assertEquals(999, lossy.missed());
  }

  @Test
  @DisplayName("LOSE: who was passed finds out in whatever way it waits")
  void findsOutWhileItWaits() {
    Broadcast feed = open(SlowReceiver.LOSE);
    Subscription lossy = subscribe(Start.LATEST);
    long sent = 0;
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 200 + round; i++) {
        assertEquals(sent, trySend(feed, sent));
        sent++;
      }
      Log log = new Log();
      assertEquals(1, lossy.receive(log, 1, Pair.LONG_NS));
      assertEquals(sent - 1, log.values.getFirst());
      assertEquals(0, lossy.receive(log, 1, round % 17 * 1_000));
    }
  }

  @Test
  @DisplayName("LOSE: under a sender that never pauses, items are whole and none is lost silently")
  void losesNothingSilently() throws Exception {
    Broadcast feed = open(SlowReceiver.LOSE);
    Subscription lossy = subscribe(Start.OLDEST);
    int items = 300_000;
    FutureTask<Void> sender =
        Threads.start(() -> {
          MemorySegment item = Arena.ofAuto().allocate(400, 8);
          for (int number = 0; number < items; number++) {
            int length = 8 + number % 300;
            Pattern.fill(item.asSlice(0, length), length, number);
            assertEquals(number, feed.trySend(item, 0, length));
          }
          feed.close();
        });
    long[] seen = {0, 0};
    int status = 0;
    while (status >= 0) {
      status =
          lossy.receive(
              new BroadcastHandler() {
                @Override
                public void onItem(long number, SegmentBuffer item) {
                  assertEquals(seen[0], number);
                  Pattern.check(item, 8 + (int) number % 300, number);
                  seen[0]++;
                }

                @Override
                public void onMissed(long missed) {
                  seen[0] += missed;
                  seen[1] += missed;
                }
              },
              1_000,
              Pair.LONG_NS);
    }
    assertEquals(Status.END, status);
    sender.get(20, TimeUnit.SECONDS);
    assertEquals(items, seen[0]);
    assertEquals(seen[1], lossy.missed());
  }

  @Test
  @DisplayName("EVICT: a receiver in the way for too long gets nothing more and is told so")
  void evictsTheSlow() {
    Broadcast feed =
        server.broadcast(
            "feed", OPTIONS.withSlowReceiver(SlowReceiver.EVICT).withPatienceNs(20_000_000));
    Subscription slow = subscribe(Start.LATEST);
    Subscription quick = subscribe(Start.LATEST);
    Log log = new Log();
    for (long number = 0; number < 64; number++) {
      assertEquals(number, trySend(feed, number));
    }
    assertEquals(64, quick.poll(log, 100));
    assertEquals(0, quick.poll(log, 100));
    assertEquals(Status.BACK_PRESSURED, trySend(feed, 64), "patience");
    source.set(JAVA_LONG, 0, 64);
    assertEquals(64, feed.send(source, 0, 8, Pair.LONG_NS));
    assertEquals(1, feed.subscriberCount());
    assertEquals(Status.EVICTED, slow.poll(log, 100));
    assertEquals(Status.EVICTED, slow.poll(log, 100));
    assertEquals(1, quick.poll(log, 100));
    assertEquals(range(0, 65), log.values);
  }

  @Test
  @DisplayName("who comes late begins with the last item, or with the oldest that is there")
  void beginsWhereItIsAsked() {
    Broadcast feed = open(SlowReceiver.WAIT);
    for (long number = 0; number < 40; number++) {
      assertEquals(number, trySend(feed, number));
    }
    Log latest = new Log();
    assertEquals(1, subscribe(Start.LATEST).poll(latest, 100));
    assertEquals(List.of(39L), latest.values);
    Log oldest = new Log();
    assertEquals(40, subscribe(Start.OLDEST).poll(oldest, 100));
    assertEquals(range(0, 40), oldest.values);
  }

  @Test
  @DisplayName("who joins a sender that is under way misses nothing from there on")
  void joinsUnderWay() throws Exception {
    Broadcast feed = server.broadcast("feed", OPTIONS.withWaiting(Waiting.park()));
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
      try (Subscription joined = subscribe(round % 2 == 0 ? Start.LATEST : Start.OLDEST)) {
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

  // verifies S7
  @Test
  @DisplayName("the end of the connection wakes the receiver; the end of the server ends the feed")
  void endsWithTheConnection() throws Exception {
    Broadcast feed = open(SlowReceiver.WAIT);
    Connection client = pair.connect();
    Subscription mine = client.subscribe("feed", Start.LATEST, Pair.LONG_NS);
    FutureTask<Integer> receiver =
        Threads.compute(() -> mine.receive((number, item) -> {}, 1, Pair.LONG_NS));
    client.close();
    assertEquals((int) Status.CLOSED, receiver.get(20, TimeUnit.SECONDS));
    Subscription other = subscribe(Start.LATEST);
    assertEquals(0, trySend(feed, 0));
    server.close();
    Log log = new Log();
    assertEquals(1, other.poll(log, 10));
    assertTrue(other.receive(log, 10, Pair.LONG_NS) < 0);
  }

  @Test
  @DisplayName("misuse is told with its figures")
  void refusesMisuse() {
    Broadcast feed = open(SlowReceiver.WAIT);
    refused(ErrorCode.WRONG_STATE, () -> open(SlowReceiver.WAIT), "feed", "in use");
    refused(ErrorCode.PAYLOAD_TOO_LARGE, () -> feed.trySend(source, 0, 481), "481", "480");
    refused(ErrorCode.INVALID_ARGUMENT, () -> feed.tryClaim(-1), "-1");
    refused(ErrorCode.WRONG_STATE, feed::publish, "nothing is claimed");
    Connection client = pair.connect();
    CallException rejected =
        assertThrows(
            CallException.class, () -> client.subscribe("none", Start.LATEST, Pair.LONG_NS));
    assertEquals(ErrorCode.REJECTED, rejected.code());
    Subscription mine = subscribe(Start.LATEST);
    assertEquals(0, trySend(feed, 0));
    refused(
        ErrorCode.WRONG_STATE,
        () -> mine.poll((number, item) -> mine.poll((n, i) -> {}, 1), 1),
        "must not poll");
    mine.close();
    refused(ErrorCode.WRONG_STATE, () -> mine.poll((number, item) -> {}, 1), "closed");
    feed.close();
    refused(ErrorCode.WRONG_STATE, () -> trySend(feed, 1), "closed");
  }

  private static void refused(ErrorCode code, Runnable action, String... words) {
    RanvierException refused = assertThrows(RanvierException.class, action::run);
    assertEquals(code, refused.code(), refused.getMessage());
    for (String word : words) {
      assertTrue(refused.getMessage().contains(word), word + " in: " + refused.getMessage());
    }
  }
}
