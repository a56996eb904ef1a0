package io.ranvier.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void isThePlainPercentileOnAFineClock() {
    Histogram histogram = new Histogram(1_000_000, 3);
    for (int ns = 1; ns <= 999; ns++) {
      histogram.recordValue(ns);
    }
    assertEquals(500, Percentiles.valueNs(histogram, 50, 1.0));
    assertEquals(990, Percentiles.valueNs(histogram, 99, 1.0));
  }

  @Test
  void readsBetweenTheStepsOfACoarseClock() {
    Histogram histogram = new Histogram(1_000_000, 3);
    histogram.recordValueWithCount(90, 25);
    histogram.recordValueWithCount(100, 50);
    histogram.recordValueWithCount(110, 25);
    assertEquals(100, Percentiles.valueNs(histogram, 50, 10.0), 0.01);
    assertEquals(95, Percentiles.valueNs(histogram, 25, 10.0), 0.01);
  }

  @Test
  void findsTheTrueMedianOfTimesThatACoarseClockSaw() {
    Random random = new Random(1);
    for (double trueNs : new double[] {93, 97.5, 104}) {
      Histogram histogram = new Histogram(1_000_000, 3);
      for (int i = 0; i < 200_000; i++) {
        double startNs = 10 * random.nextDouble();
        double timeNs = trueNs + 5 * random.nextGaussian();
        histogram.recordValue((long) (10 * Math.floor((startNs + timeNs) / 10)));
      }
      assertEquals(trueNs, Percentiles.valueNs(histogram, 50, 10.0), 1.0);
    }
  }

  @Test
  void takesReadingsRoundedEitherWayForOneStep() {
    Histogram histogram = new Histogram(1_000_000, 3);
    histogram.recordValueWithCount(99, 10);
    histogram.recordValueWithCount(100, 20);
    histogram.recordValueWithCount(101, 10);
    assertEquals(100, Percentiles.valueNs(histogram, 50, 10.0), 0.01);
  }

  @Test
  void ignoresTheStepOfLongTimes() {
    Histogram histogram = new Histogram(1_000_000, 3);
    histogram.recordValueWithCount(20_000, 10);
    assertEquals(
        histogram.getValueAtPercentile(50), Percentiles.valueNs(histogram, 50, 10.0), 0.01);
  }
}
