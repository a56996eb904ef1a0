package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.measurement.Comparison;
import io.ranvier.bench.measurement.ConnectMeasurement;
import io.ranvier.bench.measurement.ConnectSummary;
import io.ranvier.bench.program.ConnectProgram;
import io.ranvier.bench.report.Ratio;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideProgram;
import io.ranvier.bench.rig.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** How long it takes from a connect to the first reply, and what memory a connection takes. */
public final class ConnectScenario extends Scenario<ConnectMeasurement> {
  private static final String OURS = "ranvier";
  private static final Bar TIME = Bar.atMost(2, " ms");
  private static final Bar MEMORY = Bar.atMost(1, " MiB");

  /** Stateless. */
  public ConnectScenario() {}

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public List<? extends Contender> contenders() {
    return Contenders.connect();
  }

  /** Connects come a few hundred a second, and the compiler waits for thousands. */
  @Override
  public Duration usualWarmup(boolean quick) {
    return Duration.ofSeconds(quick ? 1 : 4);
  }

  @Override
  Class<? extends SideProgram> program() {
    return ConnectProgram.class;
  }

  @Override
  ConnectMeasurement measurement(Entrant entrant, PairReport pair, double clockStepNs) {
    return ConnectMeasurement.of(pair, clockStepNs);
  }

  @Override
  Result result(
      String entrant,
      Workload workload,
      double clockStepNs,
      SequencedMap<Integer, ConnectMeasurement> byRound) {
    return new ConnectSummary(byRound, clockStepNs).result(entrant, workload.payloadBytes());
  }

  /** Compares this engine with each other one: there is no limit. */
  @Override
  SequencedMap<String, Ratio> ratios(
      List<Entrant> entrants,
      SequencedMap<String, SequencedMap<Integer, ConnectMeasurement>> kept) {
    SequencedMap<String, Ratio> ratios = new LinkedHashMap<>();
    SequencedMap<Integer, ConnectMeasurement> ours = kept.get(OURS);
    kept.forEach((other, byRound) -> {
      if (ours != null && !other.equals(OURS)) {
        RatioTable.inCommon(ours, byRound, ConnectScenario::compare)
            .ifPresent(ratio -> ratios.put(OURS + "/" + other, ratio));
      }
    });
    return ratios;
  }

  private static Ratio compare(List<ConnectMeasurement> rounds, List<ConnectMeasurement> others) {
    return Comparison.ofLatencies(
        rounds.stream().map(ConnectMeasurement::warm).toList(),
        others.stream().map(ConnectMeasurement::warm).toList());
  }

  /** Says which bars this engine reaches. */
  @Override
  List<String> notes(List<Entrant> entrants, List<Result> results, Map<String, Ratio> ratios) {
    List<String> notes = new ArrayList<>();
    for (Result result : results) {
      if (result instanceof Result.Connect connect && connect.name().equals(OURS)) {
        notes.add(TIME.note("ranvier: p50 of a warm connect", connect.p50Ns() / 1e6));
        notes.add(
            connect.memoryBytes() == null
                ? "ranvier: the memory of a connection is not known: 'stat -c' does not work here"
                : MEMORY.note(
                    "ranvier: allocated memory of a connection of default settings",
                    connect.memoryBytes() / (double) (1 << 20)));
      }
    }
    return notes;
  }
}
