package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.ranvier.ChannelPair.Ends;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.ItemHandler;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.ChannelOptions;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Items in the steady state allocate nothing, neither on the thread that sends nor on the one that
 * receives, credit included, with four classes of handlers behind the call site: with one, escape
 * analysis could hide an allocation. Both sides run in this process and look at both threads.
 */
@Timeout(300)
final class ChannelAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 2_000;
  private static final int ATTEMPTS = 100;
  private static final ConnectionOptions SPINNING =
      ChannelPair.options(ChannelOptions.defaults().withCount(8))
          .withExtentIdleNs(TimeUnit.HOURS.toNanos(1))
          .withWaiting(Waiting.spin());

  private final MemorySegment source = Arena.ofAuto().allocate(1 << 17, 8);
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile long sum;

  private final ItemHandler[] handlers = {
    item -> sum += item.capacity(),
    this::readWord,
    new ItemHandler() {
      @Override
      public void onItem(SegmentBuffer item) {
        sum++;
      }
    },
    new ReadsEverything()
  };

  private void readWord(SegmentBuffer item) {
    sum += item.capacity() < 8 ? 0 : item.getLong(0);
  }

  private final class ReadsEverything implements ItemHandler {
    private long seen;

    @Override
    public void onItem(SegmentBuffer item) {
      for (int offset = 0; offset + 8 <= item.capacity(); offset += 512) {
        seen += item.getLong(offset);
      }
      sum += seen;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "copied, 0, 64",
    "copied, 32, 1",
    "copied, 32, 1000",
    "copied, 300, 64",
    "in place, 32, 2",
    "in place, 300, 64",
    "copied, 60000, 8",
    "in place, 60000, 8",
    "copied, 32, 0",
    "in place, 60000, 0"
  })
  @DisplayName("send or claim and publish, receive and credit allocate 0 bytes on both sides")
  void allocatesNothing(String how, int length, int window) throws Exception {
    try (ChannelPair pair = new ChannelPair(SPINNING)) {
      Ends ends = pair.orders(window);
      FutureTask<Void> receiver = new FutureTask<>(() -> receive(ends.rx(), window), null);
      Thread receiving = Thread.ofPlatform().daemon().name("receiving").start(receiver);
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
        long receivingBefore = THREADS.getThreadAllocatedBytes(receiving.threadId());
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
          send(ends.tx(), how.equals("copied"), length);
        }
        long own = THREADS.getCurrentThreadAllocatedBytes() - before;
        long received = THREADS.getThreadAllocatedBytes(receiving.threadId()) - receivingBefore;
        least = Math.min(least, own + received);
      }
      over.set(true);
      receiver.get(20, TimeUnit.SECONDS);
      ends.tx().close();
      assertEquals(0, least, "bytes allocated in the best of " + ATTEMPTS + " runs");
    }
  }

  private void send(Tx tx, boolean copied, int length) {
    if (copied) {
      source.set(JAVA_LONG, 0, length);
      check(tx.send(source, 0, length, Pair.LONG_NS));
    } else {
      check(tx.claim(length, Pair.LONG_NS));
      tx.item().putLong(0, length);
      check(tx.publish());
    }
  }

  private static void check(long status) {
    if (status < 0) {
      throw new AssertionError("status " + status);
    }
  }

  private void receive(Rx rx, int window) {
    try (rx) {
      int next = 0;
      long granted = 0;
      long taken = 0;
      while (!over.get()) {
        if (window == 0 && granted == taken) {
          rx.grant(50);
          granted += 50;
        }
        ItemHandler handler = handlers[next++ & 3];
        int handled = (next & 4) == 0 ? rx.poll(handler, 16) : rx.receive(handler, 16, 1_000_000);
        taken += Math.max(handled, 0);
      }
    }
  }
}
