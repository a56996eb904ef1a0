package io.ranvier.bench.program;

import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Calls until it is told to stop, one call after another, and times each. As in {@link CallingLoop}
 * times are put into the histogram between batches, when no call is under way.
 */
final class ClientLoop implements ServingLoop {
  private static final int BATCH = 256;

  private final Caller caller;
  private final long[] timesNs = new long[BATCH];
  private long number;
  private Section found;

  ClientLoop(Caller caller) {
    this.caller = caller;
  }

  @Override
  public void run(PhaseBoard board) throws IOException {
    Histogram times = Times.histogram();
    long first = number;
    long beganNs = System.nanoTime();
    do {
      int timed = batch(board);
      for (int i = 0; i < timed; i++) {
        Times.record(times, timesNs[i]);
      }
    } while (!board.isLastKnown());
    found = new Section(number - first, System.nanoTime() - beganNs, times);
  }

  private int batch(PhaseBoard board) throws IOException {
    long[] timesNs = this.timesNs;
    Caller caller = this.caller;
    long next = number;
    int timed = 0;
    long lastNs = System.nanoTime();
    do {
      caller.exchange(next++);
      long nowNs = System.nanoTime();
      timesNs[timed++] = nowNs - lastNs;
      lastNs = nowNs;
    } while (timed < timesNs.length && !board.isLastKnown());
    number = next;
    return timed;
  }

  /** Returns what the last section was. */
  Section found() {
    return found;
  }
}
