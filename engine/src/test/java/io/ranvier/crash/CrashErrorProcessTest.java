package io.ranvier.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Errors that nobody expects, at each crash point of sending, in a process that lives on. */
@Tag("process")
@Timeout(120)
final class CrashErrorProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  // verifies L4, R4
  @Test
  @DisplayName("an error between claim and publish costs its own frame at most, and no slot")
  void losesNothingButItsOwnFrame() throws Exception {
    try (CrashScene scene = new CrashScene()) {
      Path points = Files.write(scene.files.resolve("points"), scene.weaver.points());
      try (ChildJvm child =
          ChildJvm.of(CrashErrorChild.class)
              .classesFirst(scene.woven)
              .args(scene.root.path(), points)
              .start()) {
        assertEquals("[]", child.awaitLine("not begun", DEADLINE));
        int thrown = Integer.parseInt(child.awaitLine("thrown", DEADLINE));
        assertTrue(thrown > 40, "errors thrown: " + thrown);
        assertEquals(0, child.awaitExit(DEADLINE));
        assertFalse(child.standardOutput().contains("wrong"), child.standardOutput());
        assertEquals("", child.standardError());
      }
    }
  }
}
