package io.ranvier.bench.measurement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.bench.report.Ratio;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void takesTheMedianOfTheRoundsRatios() {
    // The second round ran on another placement: all times are four times as long.
    List<Latency> contender =
        List.of(new Latency(150, 300), new Latency(520, 900), new Latency(160, 310));
    List<Latency> limit =
        List.of(new Latency(100, 150), new Latency(400, 600), new Latency(100, 155));
    assertEquals(
        new Ratio.Latency(1.5, 2.0, 60, List.of(1.3, 1.6), List.of(1.5, 1.3, 1.6)),
        Comparison.ofLatencies(contender, limit));
  }

  @Test
  void comparesRatesRoundByRound() {
    assertEquals(
        new Ratio.Rate(0.55, List.of(0.5, 0.6), List.of(0.5, 0.6)),
        Comparison.ofRates(List.of(30.0, 120.0), List.of(60.0, 200.0)));
  }
}
