package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.channel.ForgedBlock;
import io.ranvier.lane.Status;
import io.ranvier.region.Region;
import io.ranvier.session.MappedAgain;
import io.ranvier.slot.Threads;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server is closed by one thread while others broadcast: what they were told was sent arrives.
 */
@Timeout(120)
final class CloseUnderFeedTest {
  private static final int ROUNDS = 100;
  private static final int SENDERS = 3;

  // verifies L7
  @Test
  @DisplayName(
      "L7 an item that a broadcast's sender was told was sent arrives, whoever closes when")
  void arrives() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (FeedPair feeds = new FeedPair()) {
        Connection client = feeds.pair.connect();
        AtomicLong begun = new AtomicLong();
        List<FutureTask<Long>> senders = new ArrayList<>();
        List<FutureTask<Long>> receivers = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
          Broadcast feed =
              feeds.server.broadcast("feed-" + i, FeedPair.OPTIONS.withRingCells(1024));
          Subscription mine = client.subscribe("feed-" + i, Start.LATEST, Pair.LONG_NS);
          boolean claims = i == 0;
          receivers.add(Threads.compute(() -> count(mine)));
          senders.add(Threads.compute(() -> sendUntilClosed(feed, claims, begun)));
        }
        Pair.await("all under way", () -> begun.get() == SENDERS);
        LockSupport.parkNanos(round * 5_000L);
        feeds.server.close();
        for (int i = 0; i < SENDERS; i++) {
          long told = senders.get(i).get(20, TimeUnit.SECONDS);
          long received = receivers.get(i).get(20, TimeUnit.SECONDS);
          assertTrue(received >= told, "feed-%d: received %d of %d".formatted(i, received, told));
        }
      }
    }
  }

  // verifies L7
  @Test
  @DisplayName("L7 a server that is closed while its sender makes room sends nothing after")
  void sendsNothingAfter() throws Exception {
    try (FeedPair feeds = new FeedPair()) {
      Broadcast feed = feeds.open(SlowReceiver.WAIT);
      Connection hostile = feeds.pair.connect();
      Connection seen = feeds.pair.nextAccepted();
      Subscription forged = hostile.subscribe("feed", Start.LATEST, Pair.LONG_NS);
      Subscription honest = feeds.subscribe(Start.LATEST);
      FutureTask<Long> received =
          Threads.compute(() -> {
            long taken = count(honest);
            honest.close();
            return taken;
          });
      // Told on the sender's thread, which finds the position that cannot be.
      seen.onEnd(end ->
          unchecked(() -> {
            Threads.join(Threads.start(feeds.server::close));
            return received.get(20, TimeUnit.SECONDS);
          }));
      try (Region region =
          MappedAgain.region(
              hostile.session(), feeds.pair.root.resolve("pair/region-0000000000000001"))) {
        new ForgedBlock(region.serverToClient(), 0).head(-1);
        long told = sendUntilClosed(feed, false, new AtomicLong());
        assertTrue(told > 0);
        assertEquals(told, received.get());
        forged.close();
      }
    }
  }

  /** Returns how many items it was told were sent. */
  private static long sendUntilClosed(Broadcast feed, boolean claims, AtomicLong begun) {
    MemorySegment item = Arena.ofAuto().allocate(8, 8);
    long told = 0;
    while (true) {
      item.set(JAVA_LONG, 0, told);
      long status = claims ? feed.claim(8, Pair.LONG_NS) : feed.send(item, 0, 8, Pair.LONG_NS);
      if (claims && status >= 0) {
        status = publish(feed, told);
      }
      if (status < 0) {
        assertEquals(Status.CLOSED, status);
        return told;
      }
      assertEquals(told++, status);
      if (told == 1) {
        begun.incrementAndGet();
      }
    }
  }

  private static long publish(Broadcast feed, long value) {
    try {
      feed.item().putLong(0, value);
    } catch (IllegalStateException e) {
      // Unmapped under the thread that writes: it was away for long.
      return Status.CLOSED;
    }
    return feed.publish();
  }

  /** Takes items until the end; each must be the next. */
  private static long count(Subscription mine) {
    long[] taken = {0};
    int status = 0;
    while (status >= 0) {
      status =
          mine.receive(
              (number, item) -> {
                assertEquals(taken[0], number);
                assertEquals(taken[0]++, item.getLong(0));
              },
              64,
              Pair.LONG_NS);
    }
    assertEquals((int) Status.CLOSED, status);
    return taken[0];
  }

  private static <T> void unchecked(Callable<T> action) {
    try {
      T ignored = action.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
