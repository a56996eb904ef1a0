package io.ranvier.bench.measurement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.figures.Times;
import io.ranvier.bench.program.CallerSide;
import io.ranvier.bench.report.Result;
import io.ranvier.bench.rig.PairReport;
import io.ranvier.bench.rig.SideReport;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** A contender that is asked to park and spins instead is not believed. */
class ParkCountTest {
  private static final Workload PARKED = new Workload(32, WaitMode.PARK, 0, 1_000_000);
  private static final Workload SPINNING = new Workload(32, WaitMode.SPIN, 0, 1_000_000);

  @Test
  void acceptsNearlyOnePerRoundTripOnEachSide() {
    assertEquals(Optional.empty(), doubt(PARKED, round(100, 95, 130)));
  }

  @Test
  void refusesFewerOnEitherSide() {
    assertEquals(
        "did not park: calling=0.940, answering=1.000 sleeps per round trip; least=0.95",
        doubt(PARKED, round(100, 94, 100)).get());
    assertTrue(doubt(PARKED, round(100, 100, 94)).isPresent());
    assertTrue(doubt(PARKED, round(100, 100, Contender.UNCOUNTED)).isPresent());
  }

  @Test
  void asksNothingOfWhoDoesNotCountOrMaySpin() {
    assertEquals(
        Optional.empty(), doubt(PARKED, round(100, Contender.UNCOUNTED, Contender.UNCOUNTED)));
    assertEquals(Optional.empty(), doubt(SPINNING, round(100, 0, 0)));
  }

  @Test
  void addsUpOverTheRounds() {
    assertEquals(
        new Result.Parks(0.75, 1.0),
        ParkCount.perRoundTrip(List.of(round(100, 100, 100), round(300, 200, 300))));
  }

  private static Optional<String> doubt(Workload workload, LatencyMeasurement round) {
    return ParkCount.doubt(workload, List.of(round));
  }

  private static LatencyMeasurement round(int trips, long callingParks, long answeringParks) {
    Histogram histogram = Times.histogram();
    histogram.recordValueWithCount(30_000, trips);
    Latency any = new Latency(100, 120);
    SideReport calling = new SideReport();
    calling.put(CallerSide.PARKS, callingParks);
    SideReport answering = new SideReport();
    answering.put(CallerSide.PARKS, answeringParks);
    return new LatencyMeasurement(new PairReport(calling, answering), any, any, any, histogram);
  }
}
