package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.counter.Counter;
import io.ranvier.signal.DoorbellFixture.Calls;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
final class DoorbellTrafficTest {
  private static final int PERMITS = 30_000;

  @ParameterizedTest
  @CsvSource({"NONE, 1, 0", "NONE, 2, 2", "FAKE, 2, 0", "FAKE, 2, 2"})
  @DisplayName("L11 R2 no wake-up is lost among sleepers by futex, by parking, and both together")
  void losesNoWakeUp(Calls calls, int platform, int virtual) throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.with(Barrier.FENCE, calls)) {
      new DoorbellTraffic(bell, PERMITS).run(platform, virtual);
      assertEquals(0, bell.wanted(), "nobody is announced");
      assertTrue(bell.counters.get(Counter.PARKS) > 0, "nobody ever slept");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Calls.class, names = "REAL", mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("L11 no wake-up is lost when facts are plain stores")
  void losesNoPlainStore(Calls calls) throws Exception {
    try (DoorbellFixture bell = DoorbellFixture.with(Barrier.FENCE, calls)) {
      new PlainPublications(bell).run(PERMITS);
      assertEquals(0, bell.wanted(), "nobody is announced");
    }
  }
}
