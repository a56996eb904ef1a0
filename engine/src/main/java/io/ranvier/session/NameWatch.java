package io.ranvier.session;

import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks once a second whether an endpoint's name is still its server's, and tells the server once
 * when somebody removed or replaced its files. Clients that are connected do not notice; new ones
 * find nothing, or somebody else.
 *
 * <p>Threads: the housekeeper, which the listener must not keep.
 */
final class NameWatch {
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private final OwnedEndpoint endpoint;
  private final Consumer<? super RanvierException> lost;
  private long lastNs;
  private boolean told;

  NameWatch(OwnedEndpoint endpoint, Consumer<? super RanvierException> lost) {
    this.endpoint = endpoint;
    this.lost = lost;
    this.lastNs = System.nanoTime();
  }

  void onTick(long nowNs) {
    if (told || nowNs - lastNs < INTERVAL_NS) {
      return;
    }
    lastNs = nowNs;
    String reason = endpoint.lossReason();
    if (!reason.isEmpty()) {
      told = true;
      lost.accept(
          new RanvierException(
              ErrorCode.ENDPOINT_LOST,
              "%s; no client can connect any more, close the server and listen again"
                  .formatted(reason)));
    }
  }
}
