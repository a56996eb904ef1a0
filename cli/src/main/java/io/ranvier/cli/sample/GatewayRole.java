package io.ranvier.cli.sample;

import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Takes orders, and answers each. */
final class GatewayRole extends Role {
  static final String ENDPOINT = "gateway";

  private final AtomicLong orders = new AtomicLong();

  GatewayRole(Path root) {
    super(ENDPOINT, root);
  }

  @Override
  int run() {
    try (Server server =
        Ranvier.listen(ENDPOINT, serverOptions())
            .onConnection(this::welcome)
            .handler(Order.SERVICE, Order.NEW_ORDER, this::take)
            .start()) {
      event("takes orders at " + server.name());
      report();
    }
    return 0;
  }

  private void take(Request request, Responder responder) {
    long id = request.payload().getLong(0);
    SegmentBuffer reply = responder.claim(Order.REPLY_BYTES);
    reply.putLong(0, id);
    reply.putLong(8, orders.incrementAndGet());
    boolean ignored = responder.send();
  }

  private void report() {
    long reportedNs = System.nanoTime();
    long reported = 0;
    while (!isOver()) {
      LockSupport.parkNanos(SECOND_NS / 10);
      long nowNs = System.nanoTime();
      if (nowNs - reportedNs >= SECOND_NS) {
        long taken = orders.get();
        double seconds = (nowNs - reportedNs) / 1e9;
        state("gateway %,.0f orders/s".formatted((taken - reported) / seconds));
        reportedNs = nowNs;
        reported = taken;
      }
    }
  }
}
