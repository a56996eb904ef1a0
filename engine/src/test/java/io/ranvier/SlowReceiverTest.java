package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastHandler;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.lane.Status;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a receiver that is far behind does to the sender, and what becomes of it. */
@Timeout(60)
final class SlowReceiverTest {
  private final FeedPair feeds = new FeedPair();

  @AfterEach
  void close() {
    feeds.close();
  }

  // verifies S2
  @Test
  @DisplayName("WAIT: the sender waits for the slowest, and goes on when it moves or is gone")
  void waitsForTheSlowest() throws Exception {
    Broadcast feed = feeds.open(SlowReceiver.WAIT);
    Subscription slow = feeds.subscribe(Start.LATEST);
    Subscription quick = feeds.subscribe(Start.LATEST);
    FeedLog quickLog = new FeedLog();
    long sent = 0;
    while (feeds.trySend(feed, sent) >= 0) {
      sent++;
      assertEquals(1, quick.poll(quickLog, 10));
      assertEquals(0, quick.poll(quickLog, 10));
    }
    assertEquals(64, sent);
    assertEquals(Status.TIMED_OUT, feed.send(feeds.source, 0, 8, 1_000_000));
    FeedLog slowLog = new FeedLog();
    assertEquals(64, slow.poll(slowLog, 100));
    assertEquals(0, slow.poll(slowLog, 100));
    assertEquals(FeedPair.range(0, 64), slowLog.values);
    while (feeds.trySend(feed, sent) >= 0) {
      sent++;
    }
    assertEquals(128, sent);
    assertEquals(64, quick.poll(quickLog, 100));
    assertEquals(0, quick.poll(quickLog, 100));
    FutureTask<Void> leaving =
        Threads.start(() -> feeds.pair.nextAccepted().close()); // the slow one's connection
    while (feed.send(feeds.source, 0, 8, Pair.LONG_NS) < 0) {
      Thread.onSpinWait();
    }
    leaving.get(20, TimeUnit.SECONDS);
    assertEquals(1, feed.subscriberCount());
    assertTrue(quick.poll((number, item) -> {}, 100) > 0);
  }

  @Test
  @DisplayName("LOSE: the sender never waits, and the receiver is told exactly what it missed")
  void losesAndTells() {
    Broadcast feed = feeds.open(SlowReceiver.LOSE);
    Subscription lossy = feeds.subscribe(Start.LATEST);
    FeedLog log = new FeedLog();
    assertEquals(0, feeds.trySend(feed, 0));
    assertEquals(1, lossy.poll(log, 10));
    for (long number = 1; number <= 1_000; number++) {
      assertEquals(number, feeds.trySend(feed, number));
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
    Broadcast feed = feeds.open(SlowReceiver.LOSE);
    Subscription lossy = feeds.subscribe(Start.LATEST);
    long sent = 0;
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 200 + round; i++) {
        assertEquals(sent, feeds.trySend(feed, sent));
        sent++;
      }
      FeedLog log = new FeedLog();
      assertEquals(1, lossy.receive(log, 1, Pair.LONG_NS));
      assertEquals(sent - 1, log.values.getFirst());
      assertEquals(0, lossy.receive(log, 1, round % 17 * 1_000));
    }
  }

  @Test
  @DisplayName("LOSE: under a sender that never pauses, items are whole and none is lost silently")
  void losesNothingSilently() throws Exception {
    Broadcast feed = feeds.open(SlowReceiver.LOSE);
    Subscription lossy = feeds.subscribe(Start.OLDEST);
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
        feeds.open(
            FeedPair.OPTIONS.withSlowReceiver(SlowReceiver.EVICT).withPatienceNs(20_000_000));
    Subscription slow = feeds.subscribe(Start.LATEST);
    Subscription quick = feeds.subscribe(Start.LATEST);
    FeedLog log = new FeedLog();
    for (long number = 0; number < 64; number++) {
      assertEquals(number, feeds.trySend(feed, number));
    }
    assertEquals(64, quick.poll(log, 100));
    assertEquals(0, quick.poll(log, 100));
    assertEquals(Status.BACK_PRESSURED, feeds.trySend(feed, 64), "patience");
    feeds.source.set(JAVA_LONG, 0, 64);
    assertEquals(64, feed.send(feeds.source, 0, 8, Pair.LONG_NS));
    assertEquals(1, feed.subscriberCount());
    assertEquals(Status.EVICTED, slow.poll(log, 100));
    assertEquals(Status.EVICTED, slow.poll(log, 100));
    assertEquals(1, quick.poll(log, 100));
    assertEquals(FeedPair.range(0, 65), log.values);
  }
}
