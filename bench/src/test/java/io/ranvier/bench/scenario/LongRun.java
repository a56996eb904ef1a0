package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.limit.LimitRoundTrip;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Workload;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that measures for ten minutes: to be ended before. */
final class LongRun {
  private LongRun() {}

  public static void main(String... arguments) {
    long durationNs = TimeUnit.MINUTES.toNanos(10);
    BenchRun.run(
        new RoundTripScenario(),
        new BenchSettings(
            List.of(new LimitRoundTrip()),
            new Workload(32, WaitMode.SPIN, 0, durationNs),
            1,
            CpuPair.lastAllowed(),
            BenchSettings.NO_LIMIT),
        Progress.NONE);
  }
}
