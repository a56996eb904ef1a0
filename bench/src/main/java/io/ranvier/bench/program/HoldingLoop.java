package io.ranvier.bench.program;

import io.ranvier.bench.contender.IdleContender.Holder;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Rests, then sends one request on each connection: so each was there all the time. The histogram
 * is given the times of these requests.
 */
final class HoldingLoop implements TimedLoop {
  /** As long the compiler may be busy with what the connections and their requests have left it. */
  private static final long LONGEST_SETTLING_NS = TimeUnit.SECONDS.toNanos(3);

  private final Holder holder;
  private final int connections;
  private long number;
  private Rest rest;

  HoldingLoop(Holder holder, int connections) {
    this.holder = holder;
    this.connections = connections;
  }

  @Override
  public long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException {
    rest = Rest.during(() -> holder.rest(durationNs));
    board.announceLast(number + connections - 1);
    for (int i = 0; i < connections; i++) {
      long beganNs = System.nanoTime();
      holder.exchange(i, number++);
      Times.record(histogram, System.nanoTime() - beganNs);
    }
    return connections;
  }

  /** Rests unmeasured, so that the next section begins when nothing is left to do. */
  void settle(long durationNs) throws IOException {
    holder.rest(Math.min(2 * durationNs, LONGEST_SETTLING_NS));
  }

  /** Returns what the last section's rest took. */
  Rest rest() {
    return rest;
  }
}
