package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.report.Result;
import java.util.Collection;
import java.util.function.ToLongFunction;

/** Adds up how often the two sides slept. */
final class ParkCount {
  private ParkCount() {}

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
