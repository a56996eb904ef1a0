package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.metadata.Metadata;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * The sending end of a channel as a subscriber. What it is given is sent on the publisher's thread,
 * which waits for credit; when the receiver resets the channel, or the connection ends, the
 * subscription is cancelled.
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
    boolean sent = false;
    try {
      sent = send(item);
    } finally {
      tx.letGo();
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
    String reason = failure.toString();
    String cut = reason.substring(0, Math.min(reason.length(), MOST_REASON));
    tx.close(Metadata.empty().with("error", cut));
  }

  @Override
  public void onComplete() {
    tx.close();
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
