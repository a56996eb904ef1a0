package io.ranvier.bench.program;

import io.ranvier.bench.contender.OneWayContender.Sink;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;

/** Takes messages until the phase's last one. */
final class TakingLoop implements ServingLoop {
  private static final int LIMIT = 256;

  /** Short calls of the inner loop, so that it is compiled as a method and not only in place. */
  private static final int BATCH = 1024;

  private final Sink sink;
  private long number;

  TakingLoop(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void run(PhaseBoard board) throws IOException {
    while (!batch(board)) {
      // The next batch.
    }
  }

  /** Returns whether the phase's last message was taken. */
  private boolean batch(PhaseBoard board) throws IOException {
    Sink sink = this.sink;
    long next = number;
    boolean more;
    int takes = 0;
    do {
      next += sink.take(next, LIMIT);
      more = next <= board.last();
    } while (more && ++takes < BATCH);
    number = next;
    return !more;
  }
}
