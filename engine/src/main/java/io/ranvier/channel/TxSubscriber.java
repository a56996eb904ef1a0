package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * The sending end of a channel as a subscriber. What it is given is sent on the publisher's thread,
 * which waits for credit; when the receiver resets the channel, or the connection ends, or an item
 * cannot be written, the channel is closed and the subscription cancelled.
 *
 * <p>Threads: those of the publisher, one at a time.
 */
final class TxSubscriber<T> implements Flow.Subscriber<T> {
  /** How many items a publisher may prepare ahead. */
  private static final int AHEAD = 16;

  private static final int MOST_REASON = 100;

  private final Tx tx;
  private final ToIntFunction<? super T> lengthOf;
  private final BiConsumer<? super T, ? super SegmentBuffer> writer;
  private Flow.Subscription subscription;
  private boolean over;

  TxSubscriber(
      Tx tx,
      ToIntFunction<? super T> lengthOf,
      BiConsumer<? super T, ? super SegmentBuffer> writer) {
    this.tx = tx;
    this.lengthOf = Objects.requireNonNull(lengthOf, "lengthOf");
    this.writer = Objects.requireNonNull(writer, "writer");
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    if (subscription != null) {
      newSubscription.cancel();
      return;
    }
    subscription = newSubscription;
    subscription.request(AHEAD);
  }

  @Override
  public void onNext(T item) {
    if (over) {
      // It was on its way when the subscription was cancelled.
      return;
    }
    boolean sent = false;
    try {
      sent = send(item);
      if (sent) {
        tx.letGo();
      } else {
        over = true;
        tx.close();
      }
    } catch (Throwable t) {
      end(t);
      throw t;
    } finally {
      if (!sent) {
        subscription.cancel();
      }
    }
    if (sent) {
      subscription.request(1);
    }
  }

  /** Ends the channel; the message goes with the end. */
  @Override
  public void onError(Throwable failure) {
    end(failure);
  }

  @Override
  public void onComplete() {
    tx.close();
  }

  private void end(Throwable failure) {
    over = true;
    String reason = failure.toString();
    int length = Math.min(reason.length(), MOST_REASON);
    while (!closes(reason.substring(0, length))) {
      length /= 2;
    }
  }

  /** Closes the channel with that reason; false when it is longer than the peer takes. */
  private boolean closes(String reason) {
    try {
      tx.close(reason.isEmpty() ? Metadata.empty() : Metadata.empty().with("error", reason));
      return true;
    } catch (RanvierException e) {
      if (e.code() != ErrorCode.LIMIT_EXCEEDED || reason.isEmpty()) {
        throw e;
      }
      return false;
    }
  }

  private boolean send(T item) {
    if (tx.claim(lengthOf.applyAsInt(item), Long.MAX_VALUE) < 0) {
      return false;
    }
    boolean written = false;
    try {
      writer.accept(item, tx.item());
      written = true;
    } finally {
      if (!written) {
        tx.abort();
      }
    }
    return tx.publish() >= 0;
  }
}
