package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.testing.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that sleep in the kernel, without a timer, on a region that somebody makes shorter. */
@Tag("process")
final class CutAsleepProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  // verifies L5, L10
  @ParameterizedTest
  @EnumSource
  @DisplayName("L10: client and server are told, though the kernel knows the word no more")
  void wakesThem(CutAsleepChild.Wait wait) {
    try (ChildJvm child =
        ChildJvm.of(CutAsleepChild.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .args(wait)
            .start()) {
      assertEquals("PROTOCOL_ERROR", child.awaitLine("told", DEADLINE));
      assertEquals("", child.awaitLine("served", DEADLINE));
      assertEquals(0, child.awaitExit(DEADLINE));
      assertEquals("", child.standardError());
    }
  }
}
