package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.Server;
import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastHandler;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.lane.Status;
import java.io.IOException;
import java.util.Optional;
import org.agrona.CloseHelper;

/**
 * Items of a broadcast of this engine, from a server to each of its clients, which the sender waits
 * for: each item is claimed, written where all read it, published by itself, and checked where it
 * lies by every receiver. Nothing is lost.
 *
 * <p>The receiving side is the client here: it connects when the source is open.
 */
public final class RanvierBroadcast implements OneWayContender {
  /** Room for the receivers that share a CPU to take turns. */
  static final int RING_CELLS = 1 << 16;

  /** The longest item, in bytes. */
  public static final int MOST_BYTES = 992;

  private static final String FEED = "feed";

  @Override
  public String name() {
    return "ranvier-broadcast";
  }

  @Override
  public Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return payloadBytes <= MOST_BYTES
        ? Optional.empty()
        : Optional.of("an item of a broadcast takes up to %,d bytes".formatted(MOST_BYTES));
  }

  @Override
  public Sink openSink(Station station) {
    return new FeedSink(station);
  }

  @Override
  public Source openSource(Station station) throws IOException {
    return new FeedSource(station);
  }

  private static final class FeedSource implements Source {
    private final int payloadBytes;
    private final HandlerFailure failure = new HandlerFailure();
    private final Server server;
    private final Broadcast feed;

    FeedSource(Station station) throws IOException {
      this.payloadBytes = station.payloadBytes();
      this.server = RanvierLink.listen(station, accepted -> frame -> {}, failure);
      this.feed =
          server.broadcast(
              FEED,
              BroadcastOptions.defaults()
                  .withRingCells(RING_CELLS)
                  .withWaiting(RanvierLink.waiting(station)));
      while (feed.subscriberCount() < station.receivers()) {
        if (server.doWork() == 0 && !server.await(RanvierLink.TIMEOUT_NS)) {
          throw new IOException("receivers are missing: there are " + feed.subscriberCount());
        }
        failure.rethrow();
      }
    }

    @Override
    public void send(long number) throws IOException {
      Broadcast feed = this.feed;
      long status = feed.claim(payloadBytes, RanvierLink.TIMEOUT_NS);
      if (status >= 0) {
        SegmentBuffer item = feed.item();
        Pattern.fill(item.segment(), item.segmentOffset(), payloadBytes, Pattern.request(number));
        status = feed.publish();
      }
      if (status < 0) {
        throw new IOException("the broadcast failed: status=" + Status.name(status));
      }
    }

    @Override
    public void close() {
      feed.close();
      server.close();
    }
  }

  private static final class FeedSink implements Sink {
    private final Station station;
    private final int payloadBytes;
    private final BroadcastHandler handler = this::onItem;
    private Connection connection;
    private Subscription feed;
    private long next;

    FeedSink(Station station) {
      this.station = station;
      this.payloadBytes = station.payloadBytes();
    }

    @Override
    public void awaitSource() throws IOException {
      connection = RanvierLink.connect(station);
      feed = connection.subscribe(FEED, Start.OLDEST, RanvierLink.TIMEOUT_NS);
    }

    private void onItem(long number, SegmentBuffer item) {
      if (number != next) {
        throw new ContentError("wrong item: number=%d, expected=%d".formatted(number, next));
      }
      next++;
      RanvierLink.check(item, payloadBytes, Pattern.request(number), number);
    }

    @Override
    public int take(long first, int limit) throws IOException {
      int taken = feed.receive(handler, limit, RanvierLink.TIMEOUT_NS);
      if (taken <= 0) {
        throw new IOException(
            "no item came: number=%d, status=%s"
                .formatted(next, taken == 0 ? "TIMED_OUT" : Status.name(taken)));
      }
      return taken;
    }

    @Override
    public void close() {
      // Either may be missing where the source never came.
      CloseHelper.closeAll(feed, connection);
    }
  }
}
