package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts system calls where they are made: whoever runs costs none, whoever sleeps costs one. */
@Tag("process")
final class WakesProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  // verifies D14
  @ParameterizedTest(name = "tier {0}")
  @ValueSource(ints = {0, 1})
  @DisplayName("L11: a running peer costs no system call, a sleeping one is woken once a batch")
  void wakesOnlyWhoSleepsAndOncePerSleep(int tier) {
    String[] flags =
        tier == 0 ? new String[0] : new String[] {"--enable-native-access=ALL-UNNAMED"};
    try (TestRoot root = TestRoot.create();
        ChildJvm child = ChildJvm.of(WakesChild.class).flags(flags).args(root.path()).start()) {
      assertEquals("0 0 0 0", child.awaitLine("spinning", DEADLINE));
      assertEquals("0 0 0 0", child.awaitLine("polling", DEADLINE));
      long[] parking = numbers(child.awaitLine("parking", DEADLINE));
      assertAtMostOneWakeAFrame(parking[0], parking[1]);
      assertAtMostOneWakeAFrame(parking[2], parking[3]);
      long wakes = Long.parseLong(child.awaitLine("batches", DEADLINE));
      assertTrue(wakes <= 100, "wakes for 100 batches: " + wakes);
      assertTrue(wakes >= 90, "wakes for 100 batches: " + wakes);
      assertEquals(0, child.awaitExit(DEADLINE));
      assertEquals("", child.standardError());
    }
  }

  /**
   * A frame may arrive when its receiver has announced that it will sleep and does not yet: a wake
   * without a sleep. The other way round, a sleep that ran into its time limit was not woken.
   */
  private static void assertAtMostOneWakeAFrame(long wakes, long sleeps) {
    String counts = "wakes %d, sleeps %d".formatted(wakes, sleeps);
    assertTrue(wakes > 0 && wakes <= 500, counts);
    assertTrue(sleeps <= wakes + 50, counts);
  }

  private static long[] numbers(String line) {
    return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
