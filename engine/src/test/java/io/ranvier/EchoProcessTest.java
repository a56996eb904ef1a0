package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Frames of all sizes between two JVMs, both ways, in every way of waiting, at both tiers. */
@Tag("process")
final class EchoProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String[] TIER_0 = {};
  private static final String[] TIER_1 = {"--enable-native-access=ALL-UNNAMED"};

  // verifies that no flag is needed and no warning printed: both children are plain at tier 0
  @Test
  @DisplayName("L14: at tier 0, without a flag and without a word on standard error")
  void echoesAtTier0() {
    echo(TIER_0, TIER_0);
  }

  @Test
  @DisplayName("L14: at tier 1")
  void echoesAtTier1() {
    echo(TIER_1, TIER_1);
  }

  @Test
  @DisplayName("L14: between a server at tier 0 and a client at tier 1")
  void echoesAcrossTiers() {
    echo(TIER_0, TIER_1);
  }

  private static void echo(String[] serverFlags, String[] clientFlags) {
    try (TestRoot root = TestRoot.create();
        ChildJvm server =
            ChildJvm.of(EchoChild.class).flags(serverFlags).args("serve", root.path()).start()) {
      server.awaitLine("listening", DEADLINE);
      try (ChildJvm client =
          ChildJvm.of(EchoChild.class).flags(clientFlags).args("call", root.path()).start()) {
        client.awaitLine("echoed", DEADLINE);
        assertEquals(0, client.awaitExit(DEADLINE));
        assertEquals("", client.standardError());
      }
      server.send("");
      server.awaitLine("closed", DEADLINE);
      assertEquals(0, server.awaitExit(DEADLINE));
      assertEquals("", server.standardError());
      EchoChild.WAITINGS.forEach(name -> assertFalse(Files.exists(root.resolve(name)), name));
    }
  }
}
