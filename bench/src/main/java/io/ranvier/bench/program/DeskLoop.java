package io.ranvier.bench.program;

import io.ranvier.bench.contender.FanInContender.Desk;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Serves clients for a while, tells them to stop, and serves on until all have. The clients count
 * and time: the histogram stays empty.
 */
final class DeskLoop implements TimedLoop {
  /** The longest wait for a request, so that the clock and the clients are looked at. */
  private static final long LOOK_NS = 1_000_000;

  private final Desk desk;

  DeskLoop(Desk desk) {
    this.desk = desk;
  }

  @Override
  public long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException {
    long endNs = System.nanoTime() + durationNs;
    while (System.nanoTime() - endNs < 0) {
      desk.serve(LOOK_NS);
    }
    board.announceLast(0);
    while (!board.isDone()) {
      desk.serve(LOOK_NS);
    }
    return 0;
  }
}
