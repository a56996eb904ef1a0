package io.ranvier.bench.program;

import io.ranvier.bench.contender.OneWayContender.Sink;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.SideReport;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Takes messages until the phase's last one and times each, from when it was due until it was
 * handled. Reports the times under the name of the phase.
 */
final class HandlingLoop implements ServingLoop {
  /** Short calls of the inner loop, so that it is compiled as a method and not only in place. */
  private static final int BATCH = 256;

  private final Sink sink;
  private final Pace pace;
  private final SideReport report;
  private long number;

  HandlingLoop(Sink sink, Pace pace, SideReport report) {
    this.sink = sink;
    this.pace = pace;
    this.report = report;
  }

  @Override
  public void run(PhaseBoard board) throws IOException {
    Histogram times = Times.histogram();
    long first = number;
    while (number <= board.last()) {
      batch(board, first, times);
    }
    report.put(Phase.numbered(board.phase()).name(), times);
  }

  private void batch(PhaseBoard board, long first, Histogram times) throws IOException {
    Sink sink = this.sink;
    long next = number;
    int takes = 0;
    do {
      // One at a time: each is timed when it was handled, and not with those after it.
      int taken = sink.take(next, 1);
      if (taken > 0) {
        long nowNs = System.nanoTime();
        // A sink may have a limit of its own; what it takes together is handled together.
        for (long end = next + taken; next < end; next++) {
          Times.record(times, nowNs - pace.dueNs(board.startNs(), next - first));
        }
      }
    } while (++takes < BATCH && next <= board.last());
    number = next;
  }
}
