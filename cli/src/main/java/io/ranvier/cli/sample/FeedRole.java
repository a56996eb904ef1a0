package io.ranvier.cli.sample;

import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.broadcast.Broadcast;
import io.ranvier.broadcast.BroadcastOptions;
import io.ranvier.broadcast.SlowReceiver;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Publishes an order book at a steady rate, and waits for nobody. */
final class FeedRole extends Role {
  static final String ENDPOINT = "feed";
  static final String BROADCAST = "book";

  private static final long PAUSE_NS = 100_000;

  private final int rate;

  FeedRole(Path root, int rate) {
    super(ENDPOINT, root);
    this.rate = rate;
  }

  @Override
  int run() {
    BroadcastOptions options =
        BroadcastOptions.defaults().withRingCells(16_384).withSlowReceiver(SlowReceiver.LOSE);
    try (Server server =
            Ranvier.listen(ENDPOINT, serverOptions()).onConnection(this::welcome).start();
        Broadcast book = server.broadcast(BROADCAST, options)) {
      event("publishes %,d updates/s".formatted(rate));
      publish(book, server);
    }
    return 0;
  }

  private void publish(Broadcast book, Server server) {
    BookUpdate update = new BookUpdate();
    long startNs = System.nanoTime();
    long sent = 0;
    long reportedNs = startNs;
    long reported = 0;
    while (!isOver()) {
      long nowNs = System.nanoTime();
      long due = (long) ((nowNs - startNs) * (rate / 1e9));
      while (sent < due) {
        long ignored = book.tryClaim(BookUpdate.BYTES);
        update.write(book.item());
        sent = book.publish() + 1;
      }
      if (nowNs - reportedNs >= SECOND_NS) {
        double seconds = (nowNs - reportedNs) / 1e9;
        state(
            "feed %,.0f/s to %d".formatted((sent - reported) / seconds, server.connectionCount()));
        reportedNs = nowNs;
        reported = sent;
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }
}
