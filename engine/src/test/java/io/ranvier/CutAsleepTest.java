package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.SlowReceiver;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.FrameBatch;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who sleeps on a region when somebody makes its file shorter.
 *
 * <p>Compiled code is told of a missing page some instructions later. To meet that: {@code
 * -Dranvier.test.cutRounds=200 "-Dtest.jvm.flags=-Xcomp
 * -XX:CompileCommand=compileonly,io.ranvier.*::*"}.
 */
@Timeout(300)
final class CutAsleepTest {
  private static final int ROUNDS = Integer.getInteger("ranvier.test.cutRounds", 5);
  private static final String REGION = "region-0000000000000001";

  private final MemorySegment source = Arena.ofAuto().allocate(8, 8);

  // verifies L10
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a broadcast's sender that sleeps goes on without the receiver whose region it was")
  void sendsOn(boolean claims) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (FeedPair feeds = new FeedPair()) {
        Broadcast feed = feeds.open(SlowReceiver.WAIT);
        Subscription mine = feeds.subscribe(Start.LATEST);
        FutureTask<Long> sender =
            asleep(() -> {
              long number = 0;
              while (feeds.trySend(feed, number) == number) {
                number++;
              }
              if (!claims) {
                return feed.send(source, 0, 8, Pair.LONG_NS) - number;
              }
              long status = feed.claim(8, Pair.LONG_NS);
              return status < 0 ? status : feed.publish() - number;
            });
        cut(feeds.pair);
        assertEquals(0, sender.get(30, TimeUnit.SECONDS));
        assertEquals(0, mine.missed());
        assertEquals(0, feed.subscriberCount());
      }
    }
  }

  // verifies L10
  @Test
  @DisplayName("a batch whose sender sleeps is told why it ended, and is empty")
  void wakesBatches() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (Pair pair = new Pair()) {
        pair.openUnpolled();
        Sender sender = pair.connect().sharedSender();
        FrameBatch batch = sender.newBatch();
        assertTrue(batch.add(1, source, 0, 8));
        FutureTask<Long> publisher =
            asleep(() -> {
              while (sender.trySend(1, source, 0, 8) >= 0) {
                Thread.onSpinWait();
              }
              return batch.publish(Pair.LONG_NS);
            });
        cut(pair);
        assertEquals(Status.PROTOCOL_ERROR, publisher.get(30, TimeUnit.SECONDS));
        assertTrue(batch.isEmpty());
      }
    }
  }

  // verifies L10
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a channel's sender that sleeps is told why it ended")
  void wakesSenders(boolean claims) throws Exception {
    ToLongFunction<Tx> send =
        claims ? tx -> tx.claim(8, Pair.LONG_NS) : tx -> tx.send(source, 0, 8, Pair.LONG_NS);
    for (int round = 0; round < ROUNDS; round++) {
      try (ChannelPair pair = new ChannelPair()) {
        Ends ends = pair.orders(0);
        FutureTask<Long> sender = asleep(() -> send.applyAsLong(ends.tx()));
        cut(pair.pair);
        assertEquals(Status.PROTOCOL_ERROR, sender.get(30, TimeUnit.SECONDS));
      }
    }
  }

  // verifies L10
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a channel's receiver that sleeps is told why it ended, and its subscriber is, too")
  void wakesReceivers(boolean publishes) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (ChannelPair pair = new ChannelPair()) {
        Rx rx = pair.feed(8).rx();
        if (publishes) {
          CompletableFuture<Throwable> told = new CompletableFuture<>();
          FutureTask<Void> publisher =
              asleep(() -> {
                rx.asPublisher(Runnable::run, item -> 0).subscribe(new Listener(told));
                return null;
              });
          cut(pair.pair);
          assertInstanceOf(RanvierException.class, told.get(30, TimeUnit.SECONDS));
          publisher.get(30, TimeUnit.SECONDS);
        } else {
          FutureTask<Integer> receiver = asleep(() -> rx.receive(item -> {}, 1, Pair.LONG_NS));
          cut(pair.pair);
          assertEquals((int) Status.PROTOCOL_ERROR, receiver.get(30, TimeUnit.SECONDS));
        }
      }
    }
  }

  // verifies L10
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a broadcast's receiver that sleeps is told why it ended")
  void wakesSubscribers(boolean loses) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (FeedPair feeds = new FeedPair()) {
        Broadcast feed = feeds.open(loses ? SlowReceiver.LOSE : SlowReceiver.WAIT);
        Subscription mine = feeds.subscribe(Start.LATEST);
        FutureTask<Integer> receiver =
            asleep(() -> mine.receive((number, item) -> {}, 1, Pair.LONG_NS));
        cut(feeds.pair);
        assertEquals((int) Status.PROTOCOL_ERROR, receiver.get(30, TimeUnit.SECONDS));
        feed.close();
      }
    }
  }

  /** Starts an action on a thread that sleeps when this returns. */
  private static <T> FutureTask<T> asleep(Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = Thread.ofVirtual().start(task);
    Pair.await(
        "a sleeper",
        () ->
            task.isDone()
                || thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
    return task;
  }

  private static void cut(Pair pair) throws IOException {
    try (FileChannel channel =
        FileChannel.open(pair.root.resolve("pair").resolve(REGION), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  /** Asks for an item, and keeps the failure. */
  private record Listener(CompletableFuture<Throwable> failure)
      implements Flow.Subscriber<Integer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(1);
    }

    @Override
    public void onNext(Integer item) {
      throw new AssertionError("an item");
    }

    @Override
    public void onError(Throwable throwable) {
      failure.complete(throwable);
    }

    @Override
    public void onComplete() {
      failure.complete(new AssertionError("the end"));
    }
  }
}
