package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.lane.Status;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sleeps on a region when somebody makes its file shorter. */
@Timeout(60)
final class CutAsleepTest {
  private static final String REGION = "region-0000000000000001";

  // verifies L10
  @Test
  @DisplayName("a broadcast's sender that sleeps goes on without the receiver whose region it was")
  void sendsOn() throws Exception {
    try (FeedPair feeds = new FeedPair()) {
      Broadcast feed = feeds.open(SlowReceiver.WAIT);
      Subscription mine = feeds.subscribe(Start.LATEST);
      long sent =
          whileAsleep(
              feeds.pair,
              () -> {
                long number = 0;
                while (feeds.trySend(feed, number) == number) {
                  number++;
                }
                return feed.send(feeds.source, 0, 8, Pair.LONG_NS) - number;
              });
      assertEquals(0, sent);
      assertEquals(0, mine.missed());
    }
  }

  // verifies L10
  @Test
  @DisplayName("a channel's sender and its receiver that sleep are told why it ended")
  void wakesBothEnds() throws Exception {
    try (ChannelPair pair = new ChannelPair()) {
      Ends ends = pair.orders(0);
      long sent =
          whileAsleep(
              pair.pair, () -> ends.tx().send(Arena.ofAuto().allocate(8), 0, 8, Pair.LONG_NS));
      assertEquals(Status.PROTOCOL_ERROR, sent);
    }
    try (ChannelPair pair = new ChannelPair()) {
      Ends ends = pair.feed(8);
      int taken = whileAsleep(pair.pair, () -> ends.rx().receive(item -> {}, 1, Pair.LONG_NS));
      assertTrue(taken < 0, Status.name(taken));
    }
  }

  private static <T> T whileAsleep(Pair pair, Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = Thread.ofVirtual().start(task);
    Pair.await(
        "a sleeper",
        () ->
            task.isDone()
                || thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
    cut(pair);
    return task.get(30, TimeUnit.SECONDS);
  }

  private static void cut(Pair pair) throws IOException {
    try (FileChannel channel =
        FileChannel.open(pair.root.resolve("pair").resolve(REGION), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
