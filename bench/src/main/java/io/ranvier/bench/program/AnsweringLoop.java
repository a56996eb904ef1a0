package io.ranvier.bench.program;

import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;

/** Answers requests until the phase's last one. */
final class AnsweringLoop implements ServingLoop {
  /** Short calls of the inner loop, so that it is compiled as a method and not only in place. */
  private static final int BATCH = 1024;

  private final Echo echo;
  private long number;

  AnsweringLoop(Echo echo) {
    this.echo = echo;
  }

  @Override
  public void run(PhaseBoard board) throws IOException {
    while (!batch(board)) {
      // The next batch.
    }
  }

  /** Returns whether the phase's last request was answered. */
  private boolean batch(PhaseBoard board) throws IOException {
    Echo echo = this.echo;
    long next = number;
    long end = next + BATCH;
    boolean more;
    do {
      echo.answer(next++);
      more = next <= board.last();
    } while (more && next < end);
    number = next;
    return !more;
  }
}
