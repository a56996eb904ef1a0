package io.ranvier.bench.program;

import io.ranvier.bench.contender.OpenLoopContender.Arrivals;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Sends requests when they are due, whether others are answered or not, and times each from when it
 * was due until its answer was checked. For all contenders with the same code.
 */
final class ArrivalLoop implements TimedLoop {
  /** The first request is due when the other side has surely seen that the section has begun. */
  private static final long LEAD_NS = 2_000_000;

  /** Short calls of the inner loop, so that it is compiled as a method and not only in place. */
  private static final int TURNS = 1024;

  private final Arrivals arrivals;
  private final Pace pace;
  private long sent;
  private long answered;

  ArrivalLoop(Arrivals arrivals, Pace pace) {
    this.arrivals = arrivals;
    this.pace = pace;
  }

  @Override
  public long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException {
    long first = sent;
    long last = first + pace.within(durationNs);
    long startNs = System.nanoTime() + LEAD_NS;
    // All is planned: the last request is known before the first is sent.
    board.announceLast(last);
    while (answered <= last) {
      turns(startNs, first, last, histogram);
    }
    return answered - first;
  }

  private void turns(long startNs, long first, long last, Histogram histogram) throws IOException {
    Arrivals arrivals = this.arrivals;
    Pace pace = this.pace;
    long next = sent;
    long oldest = answered;
    long dueNs = pace.dueNs(startNs, next - first);
    for (int i = 0; i < TURNS && oldest <= last; i++) {
      if (next <= last && System.nanoTime() - dueNs >= 0 && arrivals.trySend(next)) {
        next++;
        dueNs = pace.dueNs(startNs, next - first);
      }
      int taken = arrivals.takeAnswers(oldest);
      if (taken > 0) {
        long nowNs = System.nanoTime();
        for (long end = oldest + taken; oldest < end; oldest++) {
          Times.record(histogram, nowNs - pace.dueNs(startNs, oldest - first));
        }
      } else {
        Thread.onSpinWait();
      }
    }
    sent = next;
    answered = oldest;
  }
}
