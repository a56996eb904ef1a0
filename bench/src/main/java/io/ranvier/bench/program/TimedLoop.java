package io.ranvier.bench.program;

import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** What the calling side does in one phase. */
interface TimedLoop {
  /**
   * Runs for a while, at least one message, announces the last one before sending it, and waits for
   * the answers if there are any.
   *
   * @param histogram is given the times
   * @return how many messages were sent
   */
  long run(PhaseBoard board, long durationNs, Histogram histogram) throws IOException;
}
