package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Eight threads of one JVM flood a thread of another; extents come and go meanwhile. */
@Tag("process")
final class FloodProcessTest {
  @Test
  @DisplayName("R4: every byte and the order of each sender hold, and every slot comes back")
  void losesNothingAndKeepsNothing() {
    flood(10_000, "--enable-native-access=ALL-UNNAMED");
  }

  @Test
  @Tag("soak")
  void losesNothingForMinutes() {
    flood(240_000, "--enable-native-access=ALL-UNNAMED");
    flood(120_000);
  }

  private static void flood(long milliseconds, String... flags) {
    Duration deadline = Duration.ofMillis(3 * milliseconds).plusSeconds(60);
    try (TestRoot root = TestRoot.create();
        ChildJvm receiver =
            ChildJvm.of(FloodChild.class).flags(flags).args("receive", root.path()).start()) {
      receiver.awaitLine("listening", deadline);
      try (ChildJvm sender =
          ChildJvm.of(FloodChild.class)
              .flags(flags)
              .args("send", root.path(), milliseconds)
              .start()) {
        long added = number(sender, "added", deadline);
        long sent = number(sender, "sent", deadline);
        assertTrue(added > 0, "extents were added during the traffic");
        assertTrue(sent >= FloodChild.LEAST_FRAMES, "frames in total: " + sent);
        assertTrue(number(sender, "retired", deadline) > added);
        assertEquals(0, number(sender, "taken", deadline));
        assertEquals(0, number(sender, "refused", deadline));
        receiver.send("report");
        assertEquals(sent + " ended 8", receiver.awaitLine("received", deadline));
        assertEquals(0, number(receiver, "held", deadline));
        sender.send("end");
        assertEquals(0, sender.awaitExit(deadline));
        assertEquals("", sender.standardError());
      }
      receiver.send("end");
      assertEquals(0, receiver.awaitExit(deadline));
      assertEquals("", receiver.standardError());
      assertFalse(Files.exists(root.resolve("flood")));
    }
  }

  private static long number(ChildJvm child, String prefix, Duration deadline) {
    return Long.parseLong(child.awaitLine(prefix + " ", deadline));
  }
}
