package io.ranvier.bench.program;

import io.ranvier.bench.contender.OneWayContender.Source;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Sends messages when they are due, or at once when it is late, for all contenders with the same
 * code. The receiver times them: nothing is put into the histogram here.
 */
final class PacedLoop implements TimedLoop {
  /** The first message is due when the other side has surely seen that the section has begun. */
  private static final long LEAD_NS = 2_000_000;

  /** Short calls of the inner loop, so that it is compiled as a method and not only in place. */
  private static final int BATCH = 256;

  private final Source source;
  private final Pace pace;
  private long number;

  PacedLoop(Source source, Pace pace) {
    this.source = source;
    this.pace = pace;
  }

  @Override
  public long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException {
    long first = number;
    long last = first + pace.within(durationNs);
    long startNs = System.nanoTime() + LEAD_NS;
    board.announceStart(startNs);
    // All is planned: the last message is known before the first is sent.
    board.announceLast(last);
    while (number <= last) {
      sendBatch(startNs, first, last);
    }
    return number - first;
  }

  private void sendBatch(long startNs, long first, long last) throws IOException {
    Source source = this.source;
    long next = number;
    long end = Math.min(next + BATCH, last + 1);
    while (next < end) {
      long dueNs = pace.dueNs(startNs, next - first);
      while (System.nanoTime() - dueNs < 0) {
        Thread.onSpinWait();
      }
      source.send(next++);
    }
    number = next;
  }
}
