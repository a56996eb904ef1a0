package io.ranvier.bench.scenario;

import io.ranvier.bench.measurement.Measurement;
import io.ranvier.bench.rig.BenchException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Measures every entrant once per round, round after round, and throws away what is not steady.
 *
 * <p>Interleaved, so that a host that is slow for a while is slow for all contenders. A measurement
 * across which the pair's limit moved is repeated at once; each contender has so many repetitions
 * for the whole run that it ends in at most about one and a half times the time it takes on a quiet
 * host; a run with a limit of time ends when that is reached. A contender that never was steady
 * keeps its steadiest measurement, and a note says so. One that may fail and does is measured no
 * more and keeps nothing.
 */
final class InterleavedRounds<M extends Measurement> {
  private final List<Entrant> entrants;
  private final int rounds;
  private final TimeLimit timeLimit;
  private final Progress progress;
  private final SequencedMap<String, SequencedMap<Integer, M>> kept = new LinkedHashMap<>();
  private final Map<String, List<M>> discarded = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  InterleavedRounds(List<Entrant> entrants, int rounds, TimeLimit timeLimit, Progress progress) {
    this.entrants = entrants;
    this.rounds = rounds;
    this.timeLimit = timeLimit;
    this.progress = progress;
    for (Entrant entrant : entrants) {
      kept.put(entrant.name(), new TreeMap<>());
      discarded.put(entrant.name(), new ArrayList<>());
    }
  }

  /** Measures round after round; the function runs one entrant in one pair. */
  void run(Function<Entrant, M> measure) {
    for (int round = 1; round <= rounds; round++) {
      if (!runRound(round, measure)) {
        notes.add("the time was up in round %d of %d".formatted(round, rounds));
        break;
      }
    }
    kept.keySet().forEach(this::keepSteadiest);
  }

  /** Returns false when the time is up, which it never is in the first round. */
  private boolean runRound(int round, Function<Entrant, M> measure) {
    for (Entrant entrant : entrants) {
      if (round > 1 && timeLimit.isReached()) {
        return false;
      }
      if (!failures.containsKey(entrant.name())) {
        runUnlessBroken(entrant, round, measure);
      }
    }
    return true;
  }

  private void runUnlessBroken(Entrant entrant, int round, Function<Entrant, M> measure) {
    try {
      runSteady(entrant, round, measure);
    } catch (BenchException.Broken e) {
      if (!entrant.contender().mayFail()) {
        throw e;
      }
      withdraw(entrant.name(), "it failed in round %d: %s".formatted(round, e.getMessage()));
    }
  }

  /** Returns the measurements that count: by contender, then by round from 1. */
  SequencedMap<String, SequencedMap<Integer, M>> kept() {
    return kept;
  }

  /** Throws away all that an entrant found, as it must not be believed. */
  void withdraw(String name, String reason) {
    failures.put(name, reason);
    kept.remove(name);
  }

  /** Returns why contenders failed that may, and why others were withdrawn, by their names. */
  Map<String, String> failures() {
    return failures;
  }

  /** Returns how many measurements were thrown away. */
  int discardedRounds() {
    return discarded.values().stream().mapToInt(List::size).sum();
  }

  /** Returns what a reader should know. */
  List<String> notes() {
    return notes;
  }

  private void runSteady(Entrant entrant, int round, Function<Entrant, M> measure) {
    List<M> unsteady = discarded.get(entrant.name());
    // Rounds that find the spare ones used up have one try each.
    int tries = 1 + Math.max(0, spare() - unsteady.size());
    for (int i = 0; i < tries && (i == 0 || !timeLimit.isReached()); i++) {
      timeLimit.beginPair();
      progress.beginning(entrant.name(), round, rounds, discardedRounds());
      M found = measure.apply(entrant);
      if (found.isSteady()) {
        kept.get(entrant.name()).put(round, found);
        return;
      }
      unsteady.add(found);
    }
  }

  private int spare() {
    return rounds / 2;
  }

  private void keepSteadiest(String name) {
    if (!kept.get(name).isEmpty()) {
      return;
    }
    M steadiest =
        discarded.get(name).stream()
            .min(Comparator.comparingDouble(Measurement::drift))
            .orElseThrow();
    discarded.get(name).remove(steadiest);
    kept.get(name).put(1, steadiest);
    notes.add(
        "%s was never steady; its figures are those of the round in which the limit moved least"
            .formatted(name));
  }
}
