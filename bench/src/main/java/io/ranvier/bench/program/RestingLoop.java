package io.ranvier.bench.program;

import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;

/** Waits for a section's first request, which ends the rest, then answers up to the last. */
final class RestingLoop implements ServingLoop {
  private final Echo echo;
  private long number;
  private Rest rest;

  RestingLoop(Echo echo) {
    this.echo = echo;
  }

  @Override
  public void run(PhaseBoard board) throws IOException {
    rest = Rest.during(() -> echo.answer(number++));
    while (number <= board.last()) {
      echo.answer(number++);
    }
  }

  /** Returns what the last section's rest took. */
  Rest rest() {
    return rest;
  }
}
