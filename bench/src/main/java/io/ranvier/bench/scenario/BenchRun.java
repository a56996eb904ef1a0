package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.figures.ClockStep;
import io.ranvier.bench.report.HistogramFiles.Scaled;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.PairRunner;
import io.ranvier.bench.rig.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  private final Workload workload;
  private final double clockStepNs = ClockStep.measureNs();

  private BenchRun(Scenario<M> scenario, BenchSettings settings) {
    this.scenario = scenario;
    this.settings = settings;
    this.workload = settings.workload();
  }

  /**
   * Measures.
   *
   * @throws BenchException when a child failed or the measurement failed a check of its own
   */
  public static BenchOutcome run(Scenario<?> scenario, BenchSettings settings, Progress progress) {
    return new BenchRun<>(scenario, settings).run(progress);
  }

  private BenchOutcome run(Progress progress) {
    Map<String, String> refusals = refusals();
    List<? extends Contender> able =
        settings.contenders().stream()
            .filter(contender -> !refusals.containsKey(contender.name()))
            .toList();
    var rounds =
        new InterleavedRounds<M>(able, settings.rounds(), TimeLimit.of(settings), progress);
    try (PairRunner runner = PairRunner.open(scenario.program(), settings.cpus())) {
      rounds.run(contender -> scenario.measurement(runner.run(contender, workload), clockStepNs));
    }
    rounds.kept().forEach((name, byRound) -> scenario.check(name, workload, byRound));
    refusals.putAll(rounds.failures());
    return new BenchOutcome(report(rounds, refusals), times(rounds));
  }

  private Map<String, String> refusals() {
    Map<String, String> refusals = new LinkedHashMap<>();
    for (Contender contender : settings.contenders()) {
      Optional<String> refusal = contender.refusal(workload.payloadBytes(), workload.waitMode());
      refusal.ifPresent(reason -> refusals.put(contender.name(), reason));
    }
    return refusals;
  }

  private RunReport report(InterleavedRounds<M> rounds, Map<String, String> refusals) {
    List<Result> results = new ArrayList<>();
    for (Contender contender : settings.contenders()) {
      String name = contender.name();
      SequencedMap<Integer, M> byRound = rounds.kept().get(name);
      results.add(
          byRound == null
              ? new Result.Unavailable(name, refusals.get(name))
              : scenario.result(name, workload, clockStepNs, byRound));
    }
    return new RunReport(
        scenario.name(),
        workload.payloadBytes(),
        workload.waitMode().name().toLowerCase(Locale.ROOT),
        workload.inFlight(),
        settings.rounds(),
        new EnvironmentProbe(settings, clockStepNs).environment(rounds.kept(), rounds.notes()),
        results,
        new RatioTable<>(scenario, rounds.kept()).ratios(),
        rounds.discardedRounds());
  }

  private Map<String, Scaled> times(InterleavedRounds<M> rounds) {
    Map<String, Scaled> times = new LinkedHashMap<>();
    rounds
        .kept()
        .forEach((name, byRound) -> {
          Histogram all = Times.histogram();
          byRound.values().forEach(round -> all.add(round.times().histogram()));
          times.put(name, new Scaled(all, byRound.firstEntry().getValue().times().unitNs()));
        });
    return times;
  }
}
