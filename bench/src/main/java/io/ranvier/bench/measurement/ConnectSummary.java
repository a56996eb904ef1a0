package io.ranvier.bench.measurement;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.figures.Percentiles;
import io.ranvier.bench.figures.Round;
import io.ranvier.bench.figures.Series;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.HdrHistogram.Histogram;

/**
 * Reduces the rounds of one contender to its result.
 *
 * @param byRound at least one
 */
public record ConnectSummary(
    SequencedMap<Integer, ConnectMeasurement> byRound, double clockStepNs) {
  public Result.Connect result(String contender, int payloadBytes) {
    Histogram all = Times.histogram();
    byRound.values().forEach(round -> all.add(round.histogram()));
    return new Result.Connect(
        contender,
        payloadBytes,
        Series.median(byRound.values().stream().mapToDouble(ConnectMeasurement::coldNs).toArray()),
        percentile(all, 50),
        percentile(all, 90),
        percentile(all, 99),
        percentile(all, 99.9),
        all.getMaxValue(),
        all.getTotalCount(),
        memoryBytes(),
        rounds());
  }

  private List<Result.ConnectRound> rounds() {
    List<Result.ConnectRound> rounds = new ArrayList<>();
    byRound.forEach((number, round) ->
        rounds.add(
            new Result.ConnectRound(
                number,
                round.coldNs(),
                Round.tenth(round.warm().p50Ns()),
                Round.tenth(round.warm().p99Ns()))));
    return rounds;
  }

  /** The most of any round; null where it was not counted. */
  private Long memoryBytes() {
    long most =
        byRound.values().stream().mapToLong(ConnectMeasurement::memoryBytes).max().orElse(0);
    return most == Contender.UNCOUNTED ? null : most;
  }

  private double percentile(Histogram histogram, double percentile) {
    return Round.tenth(Percentiles.valueNs(histogram, percentile, clockStepNs));
  }
}
