package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.bench.contender.WaitMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
  @ParameterizedTest
  @CsvSource({"20, 20", "60, 50", "200, 100", "5000, 250"})
  void measuresTheLimitForHalfAsLongWithinBounds(long durationMs, long limitMs) {
    Workload workload = new Workload(32, WaitMode.SPIN, 0, durationMs * 1_000_000);
    assertEquals(limitMs * 1_000_000, workload.limitNs());
    assertEquals(limitMs * 1_000_000, workload.limitWarmupNs());
  }
}
