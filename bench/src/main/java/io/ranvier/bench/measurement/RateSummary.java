package io.ranvier.bench.measurement;

import io.ranvier.bench.figures.Series;
import io.ranvier.bench.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/**
 * Reduces the rounds of one contender to its result.
 *
 * @param byRound at least one
 */
public record RateSummary(SequencedMap<Integer, OneWayMeasurement> byRound) {
  public Result.Rate result(String contender, int payloadBytes) {
    List<Result.RateRound> rounds = new ArrayList<>();
    byRound.forEach((number, round) -> rounds.add(line(number, round)));
    double rate = median(OneWayMeasurement::contender);
    return new Result.Rate(
        contender,
        payloadBytes,
        Math.rint(rate),
        Math.rint(rate * payloadBytes),
        byRound.values().stream().mapToLong(OneWayMeasurement::count).sum(),
        limit(median(OneWayMeasurement::limitBefore)),
        limit(median(OneWayMeasurement::limitAfter)),
        rounds);
  }

  private static Result.RateRound line(int number, OneWayMeasurement round) {
    return new Result.RateRound(
        number,
        Math.rint(round.contender()),
        limit(round.limitBefore()),
        limit(round.limitAfter()));
  }

  private static Result.RateLimit limit(double messagesPerSecond) {
    return new Result.RateLimit(Math.rint(messagesPerSecond));
  }

  private double median(ToDoubleFunction<OneWayMeasurement> figure) {
    return Series.median(byRound.values().stream().mapToDouble(figure).toArray());
  }
}
