package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.SequencedMap;

/**
 * A question that is asked of contenders: what the children do, and what their figures mean.
 *
 * @param <M> what one pair finds
 */
public abstract sealed class Scenario<M extends Measurement>
    permits RoundTripScenario, OneWayScenario {
  /** Only the scenarios of this package. */
  Scenario() {}

  /** Returns the scenario's name, as in {@code ranvier bench <name>}. */
  public abstract String name();

  /** Returns the contenders that are measured unless others are asked for, the limit first. */
  public abstract List<? extends Contender> contenders();

  /** Returns what others offer for the same: measured when asked for. */
  public abstract List<? extends Contender> peers();

  /** Returns how many calls are under way at a time. */
  public int inFlight() {
    return 1;
  }

  /** What both sides of a pair do. */
  abstract Class<? extends SideProgram> program();

  /** Reads what a pair reported; the step is that of the clock that it timed with. */
  abstract M measurement(PairReport pair, double clockStepNs);

  /**
   * Checks what only this scenario can, over all rounds of one contender.
   *
   * @throws io.ranvier.bench.rig.BenchException.CheckFailed when the run must not be believed
   */
  abstract void check(String contender, Workload workload, SequencedMap<Integer, M> byRound);

  /** Reduces the rounds of one contender; at least one. */
  abstract Result result(
      String contender, Workload workload, double clockStepNs, SequencedMap<Integer, M> byRound);

  /** Compares a contender with the limit of its own pairs. */
  abstract Ratio ratioToLimit(List<M> rounds);

  /** Compares two contenders, entry by entry; at least one. */
  abstract Ratio ratio(List<M> rounds, List<M> others);
}
