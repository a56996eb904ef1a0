package io.ranvier.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.ranvier.testing.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real futex and membarrier, at tier 1. */
@Timeout(120)
final class DoorbellProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(100);

  @ParameterizedTest
  @CsvSource({"FENCE, 1, 0", "MEMBARRIER, 1, 0", "FENCE, 2, 2", "MEMBARRIER, 2, 2"})
  @DisplayName("L11 R2 no wake-up is lost in 200,000 publications with native access")
  void losesNoWakeUp(Barrier barrier, int platform, int virtual) {
    int permits = virtual == 0 ? 200_000 : 60_000;
    try (ChildJvm child =
        ChildJvm.of(DoorbellChild.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .args(barrier, platform, virtual, permits)
            .start()) {
      int exit = child.awaitExit(DEADLINE);
      String output = child.standardOutput();
      assertEquals(0, exit, output + child.standardError());
      assumeFalse(output.startsWith("missing"), output);
      assertEquals("", child.standardError());
      assertTrue(Long.parseLong(child.awaitLine("sleeps ", DEADLINE)) > 100, output);
      assertTrue(Long.parseLong(child.awaitLine("wakes ", DEADLINE)) > 100, output);
      assertEquals(virtual == 0, child.awaitLine("bytes ", DEADLINE).equals("0"), output);
    }
  }
}
