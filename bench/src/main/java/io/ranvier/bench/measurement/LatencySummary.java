package io.ranvier.bench.measurement;

import io.ranvier.bench.figures.Percentiles;
import io.ranvier.bench.figures.Round;
import io.ranvier.bench.figures.Series;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Reduces the rounds of one contender to its result.
 *
 * @param byRound at least one
 */
public record LatencySummary(
    SequencedMap<Integer, LatencyMeasurement> byRound, double clockStepNs) {
  public Result.Latency result(String contender, int payloadBytes) {
    Histogram all = Times.histogram();
    byRound.values().forEach(round -> all.add(round.histogram()));
    List<Result.LatencyRound> rounds = new ArrayList<>();
    byRound.forEach((number, round) -> rounds.add(line(number, round)));
    return new Result.Latency(
        contender,
        payloadBytes,
        percentile(all, 50),
        percentile(all, 90),
        percentile(all, 99),
        percentile(all, 99.9),
        all.getMaxValue(),
        all.getTotalCount(),
        limit(LatencyMeasurement::before),
        limit(LatencyMeasurement::after),
        ParkCount.perRoundTrip(byRound.values()),
        rounds);
  }

  private static Result.LatencyRound line(int number, LatencyMeasurement round) {
    return new Result.LatencyRound(
        number,
        Round.tenth(round.contender().p50Ns()),
        Round.tenth(round.contender().p99Ns()),
        round.before().toLimit(),
        round.after().toLimit());
  }

  private double percentile(Histogram histogram, double percentile) {
    return Round.tenth(Percentiles.valueNs(histogram, percentile, clockStepNs));
  }

  private Result.LatencyLimit limit(Function<LatencyMeasurement, Latency> which) {
    return new Latency(median(which, Latency::p50Ns), median(which, Latency::p99Ns)).toLimit();
  }

  private double median(
      Function<LatencyMeasurement, Latency> which, ToDoubleFunction<Latency> figure) {
    return Series.median(byRound.values().stream().map(which).mapToDouble(figure).toArray());
  }
}
