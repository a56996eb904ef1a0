package io.ranvier.bench.report;

import java.util.List;
import java.util.Map;

/**
 * Everything that one run found.
 *
 * @param scenario the scenario's name
 * @param payloadBytes the length of every message; null when the results differ in it
 * @param waitMode how the measured threads waited: spin or park
 * @param inFlight how many calls were under way at a time
 * @param rounds how many rounds were asked for
 * @param environment where it was measured
 * @param results one per contender, in the order in which they were measured
 * @param ratios by {@code contender/other}
 * @param discardedRounds how many measurements were thrown away because the limit had moved
 */
public record RunReport(
    String scenario,
    Integer payloadBytes,
    @JsonName("wait") String waitMode,
    int inFlight,
    int rounds,
    Environment environment,
    List<Result> results,
    Map<String, Ratio> ratios,
    int discardedRounds) {
  /** Returns whether any contender was measured. */
  public boolean hasFigures() {
    return results.stream().anyMatch(result -> !(result instanceof Result.Unavailable));
  }
}
