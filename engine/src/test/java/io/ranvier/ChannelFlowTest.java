package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ChannelPair.Ends;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.testing.Pair;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels behind the interfaces of {@link Flow}. */
@Timeout(60)
class ChannelFlowTest {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private ChannelPair pair;

  @BeforeEach
  void open() throws Exception {
    pair = new ChannelPair();
  }

  @AfterEach
  void close() {
    pair.close();
    executor.close();
  }

  /** Notes what it is told, and asks for as many items as it is let. */
  private static final class Log implements Flow.Subscriber<Long> {
    final List<Long> items = new CopyOnWriteArrayList<>();
    volatile Flow.Subscription subscription;
    volatile Throwable failure;
    volatile boolean complete;
    private final long first;
    private final boolean more;

    Log(long first, boolean more) {
      this.first = first;
      this.more = more;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      subscription = newSubscription;
      if (first != 0) {
        subscription.request(first);
      }
    }

    @Override
    public void onNext(Long item) {
      items.add(item);
      if (more) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
    }

    @Override
    public void onComplete() {
      complete = true;
    }
  }

  private Log subscribe(Ends ends, long first, boolean more) {
    Log log = new Log(first, more);
    ends.rx().<Long>asPublisher(executor, item -> item.getLong(0)).subscribe(log);
    return log;
  }

  private static Flow.Subscriber<Long> subscriber(Ends ends) {
    return ends.tx().asSubscriber(number -> 8, (number, item) -> item.putLong(0, number));
  }

  // verifies S1, S2
  @Test
  @DisplayName(
      "from a publisher through a channel to a subscriber: all items in order, then the end")
  void carriesAStream() throws Exception {
    Ends ends = pair.orders(8);
    Log log = subscribe(ends, 3, true);
    try (SubmissionPublisher<Long> publisher = new SubmissionPublisher<>(executor, 16)) {
      publisher.subscribe(subscriber(ends));
      for (long number = 0; number < 10_000; number++) {
        int ignored = publisher.submit(number);
      }
    }
    Pair.await("complete", () -> log.complete);
    assertEquals(LongStream.range(0, 10_000).boxed().toList(), log.items);
    pair.assertNothingIsOpen();
  }

  // verifies S5
  @Test
  @DisplayName("what is not asked for stays in the channel, and the end behind it")
  void deliversNoMoreThanAskedFor() throws Exception {
    Ends ends = pair.feed(20);
    Log log = subscribe(ends, 2, false);
    for (long number = 0; number < 10; number++) {
      assertEquals(number, pair.trySend(ends.tx(), number));
    }
    ends.tx().close();
    Pair.await("two items", () -> log.items.size() == 2);
    log.subscription.request(3);
    Pair.await("five items", () -> log.items.size() == 5);
    assertTrue(!log.complete);
    log.subscription.request(5);
    Pair.await("complete, without another request", () -> log.complete);
    assertEquals(10, log.items.size());
    pair.assertNothingIsOpen();
  }

  // verifies S4
  @Test
  @DisplayName("to cancel resets the channel, and a reset cancels the publisher's subscription")
  void cancelsBothWays() throws Exception {
    Ends ends = pair.orders(8);
    Log log = subscribe(ends, 1, false);
    try (SubmissionPublisher<Long> publisher = new SubmissionPublisher<>(executor, 16)) {
      publisher.subscribe(subscriber(ends));
      int ignored = publisher.submit(0L);
      Pair.await("one item", () -> log.items.size() == 1);
      log.subscription.cancel();
      Pair.await(
          "cancelled",
          () -> {
            int lag = publisher.hasSubscribers() ? publisher.submit(1L) : 0;
            return lag == 0 && !publisher.hasSubscribers();
          });
    }
    assertEquals(1, log.items.size());
    assertEquals(null, log.failure);
    ends.tx().close();
    pair.assertNothingIsOpen();
  }

  // verifies S7
  @Test
  @DisplayName("the end of the connection is an error, also for who asks for nothing")
  void tellsTheEndOfTheConnection() throws Exception {
    Ends ends = pair.feed(8);
    Log log = subscribe(ends, 0, false);
    Pair.await("subscribed", () -> log.subscription != null);
    pair.server.close();
    Pair.await("the failure", () -> log.failure != null);
    assertTrue(
        assertInstanceOf(RanvierException.class, log.failure).getMessage().contains("CLOSED"));
  }

  @Test
  @DisplayName("misuse is an error of the subscriber's")
  void refusesMisuse() throws Exception {
    Ends ends = pair.feed(8);
    Flow.Publisher<Long> publisher = ends.rx().asPublisher(executor, item -> item.getLong(0));
    Log first = new Log(0, false);
    publisher.subscribe(first);
    Log second = new Log(0, false);
    publisher.subscribe(second);
    assertInstanceOf(RanvierException.class, second.failure);
    Pair.await("subscribed", () -> first.subscription != null);
    first.subscription.request(0);
    Pair.await("the failure", () -> first.failure != null);
    assertInstanceOf(IllegalArgumentException.class, first.failure);
    Pair.await("the reset", () -> pair.trySend(ends.tx(), 1) == Status.RESET);
    ends.tx().close();
    pair.assertNothingIsOpen();
  }

  // verifies S4
  @Test
  @DisplayName("an executor that takes no task is an error of the subscriber's; the channel ends")
  void tellsThatItsExecutorRefuses() throws Exception {
    Ends ends = pair.feed(8);
    ExecutorService closed = Executors.newVirtualThreadPerTaskExecutor();
    closed.close();
    Log log = new Log(1, false);
    ends.rx().<Long>asPublisher(closed, item -> item.getLong(0)).subscribe(log);
    RanvierException failure = assertInstanceOf(RanvierException.class, log.failure);
    assertEquals(ErrorCode.OVERLOADED, failure.code());
    Pair.await("the reset", () -> pair.trySend(ends.tx(), 1) == Status.RESET);
    ends.tx().close();
    pair.assertNothingIsOpen();
  }

  private static final class Upstream implements Flow.Subscription {
    boolean cancelled;

    @Override
    public void request(long items) {}

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  // verifies S4
  @Test
  @DisplayName("after a reset the channel is closed: its block is free again")
  void givesTheChannelBackAfterReset() throws Exception {
    Ends ends = pair.orders(8);
    Flow.Subscriber<Long> subscriber = subscriber(ends);
    Upstream upstream = new Upstream();
    subscriber.onSubscribe(upstream);
    subscriber.onNext(0L);
    ends.rx().reset();
    subscriber.onNext(1L);
    assertTrue(upstream.cancelled);
    // It was on its way.
    subscriber.onNext(2L);
    subscriber.onComplete();
    pair.assertNothingIsOpen();
    Ends others = pair.orders(8);
    Flow.Subscriber<Long> left = subscriber(others);
    left.onSubscribe(new Upstream());
    others.rx().reset();
    left.onNext(0L);
    pair.assertNothingIsOpen();
  }

  // verifies S4
  @Test
  @DisplayName("an item that cannot be written ends the channel with the reason, however long")
  void tellsTheReceiverOfFailures() throws Exception {
    String reason = "\u4e2d".repeat(200);
    Ends ends = pair.orders(8);
    Flow.Subscriber<Long> subscriber =
        ends.tx()
            .asSubscriber(
                number -> 8,
                (number, item) -> {
                  throw new IllegalArgumentException(reason);
                });
    Upstream upstream = new Upstream();
    subscriber.onSubscribe(upstream);
    assertThrows(IllegalArgumentException.class, () -> subscriber.onNext(0L));
    assertTrue(upstream.cancelled);
    assertEquals((int) Status.END, ChannelPair.status(ends.rx()));
    assertFalse(ends.rx().endMetadata().isEmpty());
    Ends others = pair.orders(8);
    subscriber(others).onError(new IllegalStateException(reason));
    assertEquals((int) Status.END, ChannelPair.status(others.rx()));
    assertFalse(others.rx().endMetadata().isEmpty());
    pair.assertNothingIsOpen();
  }
}
