package io.ranvier.bench.program;

import io.ranvier.bench.figures.Times;
import io.ranvier.bench.rig.PhaseBoard;
import io.ranvier.bench.rig.Workload;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Leads both sides through the phases, from the calling side. */
final class Conductor {
  /** How often half a warm-up is added at most while the compilers still work. */
  private static final int MOST_EXTENSIONS = 6;

  /** Compilation below this share of a section is as good as none. */
  private static final double QUIET = 0.01;

  private final PhaseBoard board;
  private final Workload workload;
  private final TimedLoop limit;
  private final TimedLoop contender;
  private final CompilerTime compilerTime = new CompilerTime();
  private int sections;

  Conductor(PhaseBoard board, Workload workload, TimedLoop limit, TimedLoop contender) {
    this.board = board;
    this.workload = workload;
    this.limit = limit;
    this.contender = contender;
  }

  /** Leads through the same phases where no limit is measured; those of the limit are empty. */
  static Conductor withoutLimit(PhaseBoard board, Workload workload, TimedLoop contender) {
    return new Conductor(board, workload, (ignored, durationNs, histogram) -> 0, contender);
  }

  /**
   * Runs limit and contender for the time of the warm-up, and the contender longer if the compilers
   * of either side are not done by then: on a busy host they get less of the processors.
   */
  void warmUp() throws IOException {
    run(Phase.WARM_LIMIT, workload.limitWarmupNs());
    long spentMs = compilerMs();
    run(Phase.WARM_CONTENDER, workload.warmupNs());
    long stepNs = workload.warmupNs() / 2;
    for (int i = 0; i < MOST_EXTENSIONS && stepNs > 0; i++) {
      long nowSpentMs = compilerMs();
      if ((nowSpentMs - spentMs) * 1e6 <= QUIET * stepNs) {
        return;
      }
      spentMs = nowSpentMs;
      run(Phase.WARM_CONTENDER, stepNs);
    }
  }

  /** Runs one of the phases that are measured. */
  Section measure(Phase phase) throws IOException {
    return run(phase, phase.isOfLimit() ? workload.limitNs() : workload.durationNs());
  }

  /** Tells the answering side that nothing more comes. */
  void end() {
    board.begin(++sections, Phase.END.ordinal());
  }

  private Section run(Phase phase, long durationNs) throws IOException {
    Histogram times = Times.histogram();
    board.begin(++sections, phase.ordinal());
    long beganNs = System.nanoTime();
    long count = (phase.isOfLimit() ? limit : contender).run(board, durationNs, times);
    board.awaitDone(sections);
    return new Section(count, System.nanoTime() - beganNs, times);
  }

  private long compilerMs() {
    return compilerTime.totalMs() + board.compilerMs();
  }
}
