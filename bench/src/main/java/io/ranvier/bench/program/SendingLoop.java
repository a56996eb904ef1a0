package io.ranvier.bench.program;

import io.ranvier.bench.contender.OneWayContender.Source;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Sends messages as fast as they are taken, for all contenders with the same code.
 *
 * <p>A section ends when the last message was answered, if messages are: else a few slow calls
 * could all be under way when it ends, and would count as made.
 *
 * <p>The clock is read once per batch: reading it takes longer than sending a message may.
 */
final class SendingLoop implements TimedLoop {
  private static final int LARGEST_BATCH = 1024;
  private static final int BATCH_BYTES = 1 << 16;
  private static final int CELL_BYTES = 64;

  private final Source source;
  private final int batch;
  private long number;

  SendingLoop(Source source, int batch) {
    this.source = source;
    this.batch = batch;
  }

  /** For how many messages one value of the histogram stands. */
  static int batch(int payloadBytes) {
    return Math.clamp(BATCH_BYTES / Math.max(CELL_BYTES, payloadBytes), 1, LARGEST_BATCH);
  }

  @Override
  public long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException {
    long first = number;
    long lastNs = System.nanoTime();
    long endNs = lastNs + durationNs;
    do {
      sendBatch();
      long nowNs = System.nanoTime();
      Times.record(histogram, nowNs - lastNs);
      lastNs = nowNs;
    } while (lastNs - endNs < 0);
    board.announceLast(number);
    source.send(number++);
    source.awaitAnswers();
    return number - first;
  }

  private void sendBatch() throws IOException {
    Source source = this.source;
    long next = number;
    for (long end = next + batch; next < end; next++) {
      source.send(next);
    }
    number = next;
  }
}
