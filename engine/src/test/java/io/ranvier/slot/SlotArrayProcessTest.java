package io.ranvier.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class SlotArrayProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String USED = "193 of 193";

  private final TestRoot root = TestRoot.create();

  @AfterEach
  void removeRoot() {
    root.close();
  }

  @Test
  @DisplayName("R10 65,536 slots of 64 KiB in a file, between two JVMs with -Xmx32m -Xss256k")
  void betweenTwoProcesses() {
    try (ChildJvm owner = small("owner", root.resolve("slots"));
        ChildJvm borrower = small("borrower", root.resolve("slots"))) {
      borrower.send(owner.awaitLine("references ", DEADLINE));
      assertEquals("0", borrower.awaitLine("held ", DEADLINE));
      assertHeapStaysSmall(borrower);
      owner.send("harvest");
      assertEquals(USED, owner.awaitLine("harvested ", DEADLINE));
      assertEquals("0", owner.awaitLine("taken ", DEADLINE), "bits left in the bitmap");
      assertHeapStaysSmall(owner);
    }
  }

  @Test
  @DisplayName("R10 R11 65,536 slots of 64 KiB in an anonymous segment, with -Xmx32m -Xss256k")
  void inAnAnonymousSegment() {
    try (ChildJvm child = small("anonymous")) {
      assertEquals(USED, child.awaitLine("harvested ", DEADLINE));
      assertEquals("0", child.awaitLine("taken ", DEADLINE), "bits left in the bitmap");
      assertHeapStaysSmall(child);
    }
  }

  private static ChildJvm small(Object... arguments) {
    return ChildJvm.of(SlotChild.class).flags("-Xmx32m", "-Xss256k").args(arguments).start();
  }

  private static void assertHeapStaysSmall(ChildJvm child) {
    long growth = Long.parseLong(child.awaitLine("heap-growth ", DEADLINE));
    assertTrue(growth < 1 << 20, "heap grew by " + growth);
    assertEquals(0, child.awaitExit(DEADLINE), child::standardError);
    assertEquals("", child.standardError());
  }
}
