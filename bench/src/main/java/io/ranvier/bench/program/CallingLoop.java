package io.ranvier.bench.program;

import io.ranvier.bench.contender.RoundTripContender.Caller;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Times round trips, one after another, for all contenders with the same code.
 *
 * <p>One reading of the clock per round trip: the end of one is the beginning of the next. Times
 * are kept in a small array and put into the histogram between batches, when the clock does not
 * run: a histogram's lines in the cache are more than those of the exchange itself.
 */
final class CallingLoop implements TimedLoop {
  private static final int BATCH = 1024;

  private final Caller caller;
  private final long[] timesNs = new long[BATCH];
  private long number;

  CallingLoop(Caller caller) {
    this.caller = caller;
  }

  @Override
  public long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException {
    long first = number;
    long endNs = System.nanoTime() + durationNs;
    do {
      int timed = batch(endNs);
      for (int i = 0; i < timed; i++) {
        Times.record(histogram, timesNs[i]);
      }
    } while (System.nanoTime() - endNs < 0);
    board.announceLast(number);
    caller.exchange(number++);
    return number - first;
  }

  private int batch(long endNs) throws IOException {
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
    } while (timed < timesNs.length && lastNs - endNs < 0);
    number = next;
    return timed;
  }
}
