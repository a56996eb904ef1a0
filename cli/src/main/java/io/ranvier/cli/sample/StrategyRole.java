package io.ranvier.cli.sample;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.lane.Status;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** Reads the book, and sends an order by call when a spread is as narrow as can be. */
final class StrategyRole extends Role {
  static final String NAME = "strategy";

  private static final long TIMEOUT_NS = 5 * SECOND_NS;
  private static final int UPDATES_A_POLL = 256;
  private static final int UPDATES_BETWEEN_ORDERS = 100;
  private static final long LONGEST_NS = 60 * SECOND_NS;

  private final Histogram updateNs = new Histogram(LONGEST_NS, 3);
  private final Histogram orderNs = new Histogram(LONGEST_NS, 3);
  private long updates;
  private long sinceOrder;
  private long wantedInstrument = -1;
  private long wantedPrice;
  private long orderId;

  StrategyRole(Path root) {
    super(NAME, root);
  }

  @Override
  int run() {
    ClientOptions options = ClientOptions.defaults().withRoot(root());
    try (Connection feed = Ranvier.connect(FeedRole.ENDPOINT, options);
        Subscription book = feed.subscribe(FeedRole.BROADCAST, Start.LATEST, TIMEOUT_NS);
        Connection gateway = Ranvier.connect(GatewayRole.ENDPOINT, options);
        Caller caller = gateway.exclusiveCaller();
        Call order = caller.newCall()) {
      event("reads the book, pid " + ProcessHandle.current().pid());
      return trade(book, order);
    }
  }

  private int trade(Subscription book, Call order) {
    long reportedNs = System.nanoTime();
    while (!isOver()) {
      int handled = book.receive(this::onUpdate, UPDATES_A_POLL, SECOND_NS / 10);
      if (handled < 0) {
        event("the feed has ended: " + Status.name(handled));
        return isOver() ? 0 : 1;
      }
      if (wantedInstrument >= 0) {
        send(order);
      }
      long nowNs = System.nanoTime();
      if (nowNs - reportedNs >= SECOND_NS) {
        report((nowNs - reportedNs) / 1e9, book.missed());
        reportedNs = nowNs;
      }
    }
    return 0;
  }

  private void onUpdate(long number, SegmentBuffer item) {
    updateNs.recordValue(Math.clamp(System.nanoTime() - BookUpdate.sentNs(item), 0, LONGEST_NS));
    updates++;
    boolean narrow = BookUpdate.ask(item) - BookUpdate.bid(item) == 1;
    if (narrow && ++sinceOrder >= UPDATES_BETWEEN_ORDERS / 5) {
      sinceOrder = 0;
      wantedInstrument = BookUpdate.instrument(item);
      wantedPrice = BookUpdate.ask(item);
    }
  }

  private void send(Call order) {
    long startNs = System.nanoTime();
    long id = ++orderId;
    order.open(Order.SERVICE, Order.NEW_ORDER, Order.BYTES, TIMEOUT_NS);
    Order.write(order.request(), id, wantedInstrument, wantedPrice);
    order.send();
    long answered = order.awaitNs(TIMEOUT_NS).payload().getLong(0);
    order.close();
    wantedInstrument = -1;
    if (answered != id) {
      throw new AssertionError("order %d got the answer to %d".formatted(id, answered));
    }
    orderNs.recordValue(Math.min(System.nanoTime() - startNs, LONGEST_NS));
  }

  private void report(double seconds, long missed) {
    state(
        "strategy %,.0f updates/s, p50 %,.1f us, p99 %,.1f us, missed %,d; %,.0f orders/s, p50 %,.1f us, p99 %,.1f us"
            .formatted(
                updates / seconds,
                updateNs.getValueAtPercentile(50) / 1e3,
                updateNs.getValueAtPercentile(99) / 1e3,
                missed,
                orderNs.getTotalCount() / seconds,
                orderNs.getValueAtPercentile(50) / 1e3,
                orderNs.getValueAtPercentile(99) / 1e3));
    updates = 0;
    updateNs.reset();
    orderNs.reset();
  }
}
