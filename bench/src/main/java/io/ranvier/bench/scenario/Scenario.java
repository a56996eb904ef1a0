package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.measurement.Measurement;
import io.ranvier.bench.program.Pace;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A question that is asked of contenders: what the children do, and what their figures mean.
 *
 * @param <M> what one pair finds
 */
public abstract sealed class Scenario<M extends Measurement>
    permits LimitedScenario, ConnectScenario, IdleScenario {
  /** Only the scenarios of this package. */
  Scenario() {}

  /** Returns the scenario's name, as in {@code ranvier bench <name>}. */
  public abstract String name();

  /** Returns the contenders that are measured unless others are asked for, the limit first. */
  public abstract List<? extends Contender> contenders();

  /** Returns what others offer for the same: measured when asked for. */
  public List<? extends Contender> peers() {
    return List.of();
  }

  /** Returns how often each entrant is measured unless it is said otherwise. */
  public int usualRounds() {
    return 9;
  }

  /** Returns the length of messages unless it is said otherwise. */
  public int usualPayloadBytes() {
    return 32;
  }

  /** Returns for how long an entrant is measured per round unless it is said otherwise. */
  public Duration usualDuration(boolean quick) {
    return Duration.ofMillis(quick ? 200 : 500);
  }

  /** Returns for how long an entrant runs before it is measured unless it is said otherwise. */
  public Duration usualWarmup(boolean quick) {
    return Duration.ofMillis(quick ? 200 : 500);
  }

  /** Returns how many calls are under way at a time. */
  public int inFlight() {
    return 1;
  }

  /** Returns how threads wait, given what was asked for. */
  public WaitMode waitMode(WaitMode asked) {
    return asked;
  }

  /** Returns whether all messages of a run have one length: that of the settings' workload. */
  public boolean isOfOneLength() {
    return true;
  }

  /** What both sides of a pair do. */
  abstract Class<? extends SideProgram> program();

  /** Returns the lines of the report, in the order in which they are measured. */
  List<Entrant> entrants(BenchSettings settings) {
    return settings.contenders().stream()
        .map(it -> new Entrant(it.name(), it, program(), settings.workload()))
        .toList();
  }

  /** Reads what a pair reported; the step is that of the clock that it timed with. */
  abstract M measurement(Entrant entrant, PairReport pair, double clockStepNs);

  /**
   * Returns why an entrant cannot be measured on this host, in one sentence, if so. Asked before
   * any child is started.
   */
  Optional<String> refusal(Entrant entrant) {
    Workload workload = entrant.workload();
    return Pace.refusal(workload)
        .or(() -> entrant.contender().refusal(workload.payloadBytes(), workload.waitMode()));
  }

  /**
   * Returns why the figures of one entrant must not be believed, as only this scenario can tell
   * over all its rounds; behind the entrant's name it is a sentence. Content needs no check here:
   * every message is checked where it arrives.
   */
  Optional<String> doubt(Workload workload, SequencedMap<Integer, M> byRound) {
    return Optional.empty();
  }

  /** Reduces the rounds of one entrant; at least one. */
  abstract Result result(
      String entrant, Workload workload, double clockStepNs, SequencedMap<Integer, M> byRound);

  /**
   * Compares the entrants.
   *
   * @param kept the measurements that count, by entrant and round
   */
  abstract SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants, SequencedMap<String, SequencedMap<Integer, M>> kept);

  /** Returns what a reader should know of this scenario beside the figures. */
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    return List.of();
  }
}
