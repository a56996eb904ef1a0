package io.ranvier.bench.program;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.rig.PhaseBoard;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Goes through the phases as the other side's {@link Conductor} says.
 *
 * @param parks how often this side slept so far, or {@link Contender#UNCOUNTED}
 */
record Follower(PhaseBoard board, ServingLoop limit, ServingLoop contender, LongSupplier parks) {
  /** Follows a {@link Conductor} without a limit. */
  static Follower withoutLimit(PhaseBoard board, ServingLoop contender, LongSupplier parks) {
    return new Follower(board, ignored -> {}, contender, parks);
  }

  /**
   * Serves until nothing more comes.
   *
   * @return how often this side slept while the contender was measured, or UNCOUNTED
   */
  long serve() throws IOException {
    CompilerTime compilerTime = new CompilerTime();
    long slept = Contender.UNCOUNTED;
    for (int section = 1; ; section++) {
      Phase phase = Phase.numbered(board.awaitBegin(section));
      if (phase == Phase.END) {
        return slept;
      }
      long before = parks.getAsLong();
      (phase.isOfLimit() ? limit : contender).run(board);
      if (phase == Phase.CONTENDER && before != Contender.UNCOUNTED) {
        slept = parks.getAsLong() - before;
      }
      board.announceDone(section, compilerTime.totalMs());
    }
  }
}
