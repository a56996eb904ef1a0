package io.ranvier.bench.scenario;

import io.ranvier.bench.measurement.LimitedMeasurement;
import io.ranvier.bench.report.Ratio;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/**
 * Which contender is compared with which: each with the limit of its own pairs, and ours with each
 * other one in the rounds that both have.
 *
 * @param kept by contender, then by round
 */
record RatioTable<M extends LimitedMeasurement>(
    LimitedScenario<M> scenario, SequencedMap<String, SequencedMap<Integer, M>> kept) {
  /** How the names of this project's own contenders begin. */
  private static final String OURS = "ranvier";

  SequencedMap<String, Ratio> ratios() {
    SequencedMap<String, Ratio> ratios = new LinkedHashMap<>();
    String limit = scenario.contenders().getFirst().name();
    kept.forEach((name, byRound) -> {
      if (!name.equals(limit)) {
        ratios.put(name + "/" + limit, scenario.ratioToLimit(List.copyOf(byRound.values())));
      }
    });
    kept.forEach((ours, byRound) -> {
      if (ours.startsWith(OURS)) {
        kept.forEach((other, otherByRound) -> {
          if (!other.equals(limit) && !other.startsWith(OURS)) {
            compare(byRound, otherByRound)
                .ifPresent(ratio -> ratios.put(ours + "/" + other, ratio));
          }
        });
      }
    });
    return ratios;
  }

  /** Adds how an entrant compares with the limit of its own pairs, if it was measured. */
  void addToLimit(String name, String limit, Map<String, Ratio> ratios) {
    SequencedMap<Integer, M> rounds = kept.get(name);
    if (rounds != null && !name.equals(limit)) {
      ratios.put(name + "/" + limit, scenario.ratioToLimit(List.copyOf(rounds.values())));
    }
  }

  /** Adds how two entrants compare in the rounds that both have, if there are any. */
  void add(String name, String other, Map<String, Ratio> ratios) {
    if (kept.containsKey(name) && kept.containsKey(other)) {
      compare(kept.get(name), kept.get(other))
          .ifPresent(ratio -> ratios.put(name + "/" + other, ratio));
    }
  }

  private Optional<Ratio> compare(Map<Integer, M> byRound, Map<Integer, M> otherByRound) {
    return inCommon(byRound, otherByRound, scenario::ratio);
  }

  /** Compares the measurements of two contenders in the rounds that both have, if there are any. */
  static <M> Optional<Ratio> inCommon(
      Map<Integer, M> byRound,
      Map<Integer, M> otherByRound,
      BiFunction<List<M>, List<M>, Ratio> compare) {
    List<M> rounds = new ArrayList<>();
    List<M> others = new ArrayList<>();
    byRound.forEach((round, found) -> {
      M other = otherByRound.get(round);
      if (other != null) {
        rounds.add(found);
        others.add(other);
      }
    });
    return rounds.isEmpty() ? Optional.empty() : Optional.of(compare.apply(rounds, others));
  }
}
