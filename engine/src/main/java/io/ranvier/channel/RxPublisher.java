package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.signal.Ready;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The receiving end of a channel as a publisher, for one subscriber.
 *
 * <p>Items that are not asked for stay in the channel, as far as its credit goes. The end of the
 * channel is onComplete, that of the connection onError; to cancel resets the channel.
 *
 * <p>Threads: one task of the executor receives and calls the subscriber; it lives as long as the
 * subscription. If it is refused, the subscriber gets OVERLOADED and the channel is reset.
 */
final class RxPublisher<T> implements Flow.Publisher<T> {
  private static final int ITEMS_A_POLL = 64;

  private final Rx rx;
  private final ItemArrival arrival;
  private final Executor executor;
  private final Function<? super SegmentBuffer, ? extends T> reader;
  private final AtomicBoolean taken = new AtomicBoolean();

  RxPublisher(
      Rx rx,
      ItemArrival arrival,
      Executor executor,
      Function<? super SegmentBuffer, ? extends T> reader) {
    this.rx = rx;
    this.arrival = arrival;
    this.executor = Objects.requireNonNull(executor, "executor");
    this.reader = Objects.requireNonNull(reader, "reader");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    Delivery delivery = new Delivery(subscriber);
    if (!taken.compareAndSet(false, true)) {
      delivery.refuse(ErrorCode.WRONG_STATE, "a channel has one receiver");
      return;
    }
    try {
      executor.execute(delivery);
    } catch (RejectedExecutionException e) {
      rx.close();
      delivery.refuse(ErrorCode.OVERLOADED, "the executor refuses: " + e.getMessage());
    }
  }

  private final class Delivery implements Runnable, Flow.Subscription, Ready {
    private final Flow.Subscriber<? super T> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private volatile Throwable misuse;
    private volatile boolean cancelled;

    Delivery(Flow.Subscriber<? super T> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long items) {
      if (items <= 0) {
        misuse = new IllegalArgumentException("items=%d; request 1 or more".formatted(items));
      } else {
        long ignored = demand.accumulateAndGet(items, Delivery::saturatedSum);
      }
      arrival.wake();
    }

    @Override
    public void cancel() {
      cancelled = true;
      arrival.wake();
    }

    @Override
    public boolean isReady() {
      return cancelled
          || misuse != null
          || arrival.isAtEnd()
          || demand.get() > 0 && arrival.hasNext();
    }

    @Override
    public void run() {
      try (rx) {
        subscriber.onSubscribe(this);
        deliver();
      } catch (Throwable t) {
        if (!cancelled) {
          subscriber.onError(t);
        }
      }
    }

    private void deliver() throws Throwable {
      int status = 0;
      while (!cancelled && status >= 0) {
        arrival.await(this);
        if (misuse != null) {
          throw misuse;
        }
        // At the end there is no item, so that one more is not one too many.
        int most = Math.clamp(demand.get(), 1, ITEMS_A_POLL);
        status = cancelled ? 0 : rx.poll(this::onItem, most);
      }
      if (status == Status.END) {
        subscriber.onComplete();
      } else if (status < 0) {
        throw new RanvierException(
            ErrorCode.CONNECTION_CLOSED, "channel ended: status=" + Status.name(status));
      }
    }

    private void onItem(SegmentBuffer item) {
      if (!cancelled) {
        long ignored = demand.decrementAndGet();
        subscriber.onNext(reader.apply(item));
      }
    }

    /** Tells a subscriber that it gets nothing: a publisher throws nothing. */
    private void refuse(ErrorCode code, String why) {
      cancelled = true;
      subscriber.onSubscribe(this);
      subscriber.onError(new RanvierException(code, "cannot subscribe: " + why));
    }

    private static long saturatedSum(long left, long right) {
      return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
    }
  }
}
