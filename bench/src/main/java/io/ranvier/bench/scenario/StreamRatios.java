package io.ranvier.bench.scenario;

import io.ranvier.bench.limit.StreamLimit;
import io.ranvier.bench.measurement.LimitedMeasurement;
import io.ranvier.bench.report.Ratio;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Which entrant of the stream scenario is compared with which: each with the limit of its own
 * pairs, and items with frames of the same length: in the same pairs where there are such, else in
 * the rounds that both have.
 *
 * @param kept by entrant, then by round
 */
record StreamRatios(
    StreamScenario scenario,
    List<Entrant> entrants,
    SequencedMap<String, SequencedMap<Integer, LimitedMeasurement>> kept) {
  /** The contender that is measured; the others are what it is measured beside. */
  static final String ITEMS = "ranvier";

  static final String FRAMES = "ranvier-frames";

  SequencedMap<String, Ratio> ratios() {
    SequencedMap<String, Ratio> ratios = new LinkedHashMap<>();
    RatioTable<LimitedMeasurement> table = new RatioTable<>(scenario, kept);
    for (Entrant entrant : entrants) {
      SequencedMap<Integer, LimitedMeasurement> rounds = kept.get(entrant.name());
      if (rounds != null && StreamScenario.isBesideFrames(entrant)) {
        // Instead of what different pairs say.
        ratios.put(besideFrames(entrant), scenario.ratioToLimit(List.copyOf(rounds.values())));
      } else {
        int length = entrant.workload().payloadBytes();
        table.addToLimit(entrant.name(), limit(entrant), ratios);
        if (entrant.name().equals(StreamScenario.named(ITEMS, length))) {
          table.add(entrant.name(), StreamScenario.named(FRAMES, length), ratios);
        }
      }
    }
    return ratios;
  }

  private static String besideFrames(Entrant entrant) {
    int length = entrant.workload().payloadBytes();
    return StreamScenario.named(ITEMS, length) + "/" + StreamScenario.named(FRAMES, length);
  }

  private static String limit(Entrant entrant) {
    int length = entrant.workload().payloadBytes();
    boolean paced = StreamScenario.isPaced(entrant);
    return StreamScenario.named(paced ? "limit-paced" : StreamLimit.of(length).name(), length);
  }
}
