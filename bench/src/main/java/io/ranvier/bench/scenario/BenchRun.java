package io.ranvier.bench.scenario;

import io.ranvier.bench.figures.ClockStep;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.measurement.Measurement;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.PairRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.HdrHistogram.Histogram;

/**
 * One run: starts the pairs, keeps what is steady, and puts the report together.
 *
 * <p>Runs in the calling thread, which only waits while the children measure. When it returns or
 * throws, no child is left and no file.
 */
public final class BenchRun<M extends Measurement> {
  private final Scenario<M> scenario;
  private final BenchSettings settings;
  private final List<Entrant> entrants;
  private final double clockStepNs = ClockStep.measureNs();

  private BenchRun(Scenario<M> scenario, BenchSettings settings) {
    this.scenario = scenario;
    this.settings = settings;
    this.entrants = scenario.entrants(settings);
  }

  /**
   * Measures.
   *
   * @throws BenchException when a child failed, or wrong bytes arrived
   */
  public static BenchOutcome run(Scenario<?> scenario, BenchSettings settings, Progress progress) {
    return new BenchRun<>(scenario, settings).run(progress);
  }

  private BenchOutcome run(Progress progress) {
    Map<String, String> refusals = refusals();
    List<Entrant> able =
        entrants.stream().filter(entrant -> !refusals.containsKey(entrant.name())).toList();
    var rounds =
        new InterleavedRounds<M>(able, settings.rounds(), TimeLimit.of(settings), progress);
    try (PairRunner runner = PairRunner.open(settings.cpus())) {
      rounds.run(entrant -> measure(entrant, runner));
    }
    Map<String, String> doubts = doubts(able, rounds);
    doubts.forEach(rounds::withdraw);
    refusals.putAll(rounds.failures());
    return new BenchOutcome(report(rounds, refusals), doubts, times(rounds));
  }

  private Map<String, String> doubts(List<Entrant> able, InterleavedRounds<M> rounds) {
    Map<String, String> doubts = new LinkedHashMap<>();
    for (Entrant entrant : able) {
      if (!rounds.failures().containsKey(entrant.name())) {
        scenario
            .doubt(entrant.workload(), rounds.kept().get(entrant.name()))
            .ifPresent(why -> doubts.put(entrant.name(), why));
      }
    }
    return doubts;
  }

  private M measure(Entrant entrant, PairRunner runner) {
    PairReport pair = runner.run(entrant.program(), entrant.contender(), entrant.workload());
    return scenario.measurement(entrant, pair, clockStepNs);
  }

  private Map<String, String> refusals() {
    Map<String, String> refusals = new LinkedHashMap<>();
    for (Entrant entrant : entrants) {
      scenario.refusal(entrant).ifPresent(reason -> refusals.put(entrant.name(), reason));
    }
    return refusals;
  }

  private RunReport report(InterleavedRounds<M> rounds, Map<String, String> refusals) {
    SequencedMap<String, Ratio> ratios = scenario.ratios(entrants, rounds.kept());
    List<String> notes = new ArrayList<>(rounds.notes());
    List<Result> results =
        entrants.stream().map(entrant -> result(entrant, rounds, refusals)).toList();
    notes.addAll(scenario.notes(entrants, results, ratios));
    return new RunReport(
        scenario.name(),
        scenario.isOfOneLength() ? settings.workload().payloadBytes() : null,
        settings.workload().waitMode().name().toLowerCase(Locale.ROOT),
        settings.workload().inFlight(),
        settings.rounds(),
        new EnvironmentProbe(settings, clockStepNs).environment(rounds.kept(), notes),
        results,
        ratios,
        rounds.discardedRounds());
  }

  private Result result(
      Entrant entrant, InterleavedRounds<M> rounds, Map<String, String> refusals) {
    String name = entrant.name();
    SequencedMap<Integer, M> byRound = rounds.kept().get(name);
    return byRound == null
        ? new Result.Unavailable(name, refusals.get(name))
        : scenario.result(name, entrant.workload(), clockStepNs, byRound);
  }

  private Map<String, Scaled> times(InterleavedRounds<M> rounds) {
    Map<String, Scaled> times = new LinkedHashMap<>();
    rounds
        .kept()
        .forEach((name, byRound) -> {
          List<Scaled> all = byRound.values().stream().flatMap(it -> it.times().stream()).toList();
          if (!all.isEmpty()) {
            Histogram sum = Times.histogram();
            all.forEach(round -> sum.add(round.histogram()));
            times.put(name, new Scaled(sum, all.getFirst().unitNs()));
          }
        });
    return times;
  }
}
