package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastHandler;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import java.lang.management.ManagementFactory;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Items of a broadcast allocate nothing in the steady state, neither on the thread that sends nor
 * on one that receives, with four classes of handlers behind the call site: with one, escape
 * analysis could hide an allocation.
 */
@Timeout(300)
final class BroadcastAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 2_000;
  private static final int ATTEMPTS = 100;
  private static final BroadcastOptions OPTIONS =
      BroadcastOptions.defaults().withRingCells(256).withWaiting(Waiting.spin());

  private final FeedPair feeds = new FeedPair();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile long sum;

  private final BroadcastHandler[] handlers = {
    (number, item) -> sum += item.capacity(),
    this::readWord,
    new BroadcastHandler() {
      @Override
      public void onItem(long number, SegmentBuffer item) {
        sum++;
      }

      @Override
      public void onMissed(long items) {
        sum += items;
      }
    },
    new CountsMissed()
  };

  @AfterEach
  void close() {
    feeds.close();
  }

  private void readWord(long number, SegmentBuffer item) {
    sum += item.getLong(0) - number;
  }

  private final class CountsMissed implements BroadcastHandler {
    private long missed;

    @Override
    public void onItem(long number, SegmentBuffer item) {
      sum += missed + item.getByte(item.capacity() - 1);
    }

    @Override
    public void onMissed(long items) {
      missed += items;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WAIT, copied, 32",
    "WAIT, in place, 300",
    "LOSE, copied, 300",
    "LOSE, in place, 32",
    "EVICT, copied, 32"
  })
  @DisplayName("sending and receiving allocate 0 bytes on both sides")
  void allocatesNothing(SlowReceiver policy, String how, int length) throws Exception {
    Broadcast feed =
        feeds.open(OPTIONS.withSlowReceiver(policy).withPatienceNs(TimeUnit.SECONDS.toNanos(100)));
    Subscription mine =
        feeds
            .pair
            .connect(ConnectionOptions.defaults().withWaiting(Waiting.spin()))
            .subscribe("feed", Start.LATEST, Pair.LONG_NS);
    FutureTask<Void> task = new FutureTask<>(() -> receive(mine), null);
    Thread receiver = Thread.ofPlatform().daemon().name("receiving").start(task);
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
      long before = allocatedBytes(receiver);
      for (int round = 0; round < ROUNDS; round++) {
        send(feed, how.equals("copied"), length);
      }
      least = Math.min(least, allocatedBytes(receiver) - before);
    }
    over.set(true);
    task.get(20, TimeUnit.SECONDS);
    assertEquals(0, least, "bytes allocated in the best of " + ATTEMPTS + " runs");
  }

  private static long allocatedBytes(Thread receiver) {
    return THREADS.getCurrentThreadAllocatedBytes()
        + THREADS.getThreadAllocatedBytes(receiver.threadId());
  }

  private void send(Broadcast feed, boolean copied, int length) {
    if (copied) {
      feeds.source.set(JAVA_LONG, 0, length);
      check(feed.send(feeds.source, 0, length, Pair.LONG_NS));
    } else {
      check(feed.claim(length, Pair.LONG_NS));
      feed.item().putLong(0, length);
      check(feed.publish());
    }
  }

  private static void check(long status) {
    if (status < 0) {
      throw new AssertionError("status " + status);
    }
  }

  private void receive(Subscription mine) {
    try (mine) {
      int next = 0;
      while (!over.get()) {
        BroadcastHandler handler = handlers[next++ & 3];
        int handled =
            (next & 4) == 0 ? mine.poll(handler, 16) : mine.receive(handler, 16, 1_000_000);
        check(handled);
      }
    }
  }
}
