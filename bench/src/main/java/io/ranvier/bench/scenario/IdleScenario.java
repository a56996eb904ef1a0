package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.figures.Round;
import io.ranvier.bench.figures.Series;
import io.ranvier.bench.measurement.IdleMeasurement;
import io.ranvier.bench.program.IdleProgram;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.HostLimits;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/**
 * How much CPU time connections take that nobody uses: that of the server's process and of the one
 * that holds the other ends, for several numbers of connections. All threads sleep.
 *
 * <p>The entrants are named {@code contender@connections}.
 */
public final class IdleScenario extends Scenario<IdleMeasurement> {
  /** The numbers of connections that are measured unless others are asked for. */
  public static final List<Integer> CONNECTIONS = List.of(1, 100, 1_000);

  /** A socket and a mapped file on each side. */
  private static final int DESCRIPTORS_EACH = 2;

  /** What a JVM has open besides. */
  private static final int DESCRIPTORS_BESIDE = 100;

  private static final long BYTES_EACH = 1 << 20;
  private static final int BAR_CONNECTIONS = 1_000;
  private static final Bar BAR = Bar.atMost(1, " %");

  private final List<Integer> connections;

  /**
   * @param connections how many are held, at least one number, each once
   */
  public IdleScenario(List<Integer> connections) {
    this.connections = connections.stream().sorted().toList();
  }

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public List<? extends Contender> contenders() {
    return Contenders.idle();
  }

  /** Few: each takes seconds. */
  @Override
  public int usualRounds() {
    return 3;
  }

  @Override
  public Duration usualDuration(boolean quick) {
    return Duration.ofSeconds(quick ? 2 : 5);
  }

  /** Whoever spins is not idle. */
  @Override
  public WaitMode waitMode(WaitMode asked) {
    return WaitMode.PARK;
  }

  @Override
  Class<? extends SideProgram> program() {
    return IdleProgram.class;
  }

  @Override
  List<Entrant> entrants(BenchSettings settings) {
    List<Entrant> entrants = new ArrayList<>();
    for (Contender contender : settings.contenders()) {
      for (int count : connections) {
        Workload workload = settings.workload();
        entrants.add(
            new Entrant(
                named(contender, count),
                contender,
                program(),
                workload.withLoad(workload.load().withConnections(count))));
      }
    }
    return entrants;
  }

  private static String named(Contender contender, int count) {
    return contender.name() + "@" + count;
  }

  @Override
  Optional<String> refusal(Entrant entrant) {
    int count = entrant.workload().load().connections();
    return refusal(count, HostLimits.descriptors(), HostLimits.sharedBytes());
  }

  /** Says what to raise when there is not enough of it. */
  static Optional<String> refusal(int count, OptionalLong descriptors, OptionalLong sharedBytes) {
    int needed = count * DESCRIPTORS_EACH + DESCRIPTORS_BESIDE;
    if (descriptors.orElse(Long.MAX_VALUE) < needed) {
      return Optional.of(
          ("%,d connections take about %,d file descriptors in each of two processes, which may"
                  + " open %,d: raise that with 'ulimit -n %d' (as root 'ulimit -Hn', too)")
              .formatted(count, needed, descriptors.getAsLong(), needed));
    }
    if (sharedBytes.orElse(Long.MAX_VALUE) < count * BYTES_EACH) {
      return Optional.of(
          ("%,d connections take about %,d MiB in %s, which has room for %,d: make it larger,"
                  + " for instance with 'mount -o remount,size=2G'")
              .formatted(count, count, HostLimits.sharedPlace(), sharedBytes.getAsLong() >> 20));
    }
    return Optional.empty();
  }

  @Override
  IdleMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return IdleMeasurement.of(pair);
  }

  @Override
  Result result(
      String entrant,
      Workload workload,
      double clockStepNs,
      SequencedMap<Integer, IdleMeasurement> byRound) {
    List<Result.IdleRound> rounds = new ArrayList<>();
    byRound.forEach((number, round) ->
        rounds.add(
            new Result.IdleRound(
                number,
                Round.ratio(round.server().percent()),
                Round.ratio(round.client().percent()))));
    return new Result.Idle(
        entrant,
        workload.payloadBytes(),
        workload.load().connections(),
        median(byRound, IdleMeasurement::percent),
        median(byRound, round -> round.server().percent()),
        median(byRound, round -> round.client().percent()),
        rounds);
  }

  private static double median(
      SequencedMap<Integer, IdleMeasurement> byRound, ToDoubleFunction<IdleMeasurement> figure) {
    return Round.ratio(Series.median(byRound.values().stream().mapToDouble(figure).toArray()));
  }

  /** None: there is nothing to compare with. */
  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants, SequencedMap<String, SequencedMap<Integer, IdleMeasurement>> kept) {
    return new LinkedHashMap<>();
  }

  /** Says whether the bar is reached. */
  @Override
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    List<String> notes = new ArrayList<>();
    for (Result result : results) {
      if (result instanceof Result.Idle idle && idle.connections() == BAR_CONNECTIONS) {
        notes.add(
            BAR.note(
                idle.name() + ": CPU time of both processes together, of one CPU's,",
                idle.cpuPercent()));
      }
    }
    return notes;
  }
}
