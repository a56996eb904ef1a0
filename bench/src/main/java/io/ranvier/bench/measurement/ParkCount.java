package io.ranvier.bench.measurement;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.figures.Round;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.Workload;
import java.util.Collection;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Adds up how often the two sides slept. */
public final class ParkCount {
  /** A side that waits by parking sleeps about once per round trip; fewer means that it spun. */
  static final double LEAST = 0.95;

  private ParkCount() {}

  /** Tells of round trips whose sides were to park and did not. */
  public static Optional<String> doubt(Workload workload, Collection<LatencyMeasurement> rounds) {
    Result.Parks parks = workload.waitMode() == WaitMode.PARK ? perRoundTrip(rounds) : null;
    return parks == null || Math.min(parks.calling(), parks.answering()) >= LEAST
        ? Optional.empty()
        : Optional.of(
            "did not park: calling=%.3f, answering=%.3f sleeps per round trip; least=%.2f"
                .formatted(parks.calling(), parks.answering(), LEAST));
  }

  /**
   * Returns the sleeps per round trip over all rounds, or null when neither side counts them. A
   * side that does not count while the other does is taken to have slept 0 times.
   */
  static Result.Parks perRoundTrip(Collection<LatencyMeasurement> rounds) {
    boolean counted =
        rounds.stream()
            .anyMatch(round ->
                round.callingParks() != Contender.UNCOUNTED
                    || round.answeringParks() != Contender.UNCOUNTED);
    return counted
        ? new Result.Parks(
            perRoundTrip(rounds, LatencyMeasurement::callingParks),
            perRoundTrip(rounds, LatencyMeasurement::answeringParks))
        : null;
  }

  private static double perRoundTrip(
      Collection<LatencyMeasurement> rounds, ToLongFunction<LatencyMeasurement> parks) {
    long slept = rounds.stream().mapToLong(parks).map(count -> Math.max(0, count)).sum();
    long trips = rounds.stream().mapToLong(LatencyMeasurement::count).sum();
    return Round.ratio((double) slept / trips);
  }
}
