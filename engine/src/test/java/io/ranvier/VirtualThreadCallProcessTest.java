package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 10,000 virtual threads call over one connection; those who serve them sleep meanwhile. */
@Tag("process")
final class VirtualThreadCallProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final int MOST_PLATFORM_THREADS = 48;

  // verifies C13, C10
  @Test
  @DisplayName("C13: 10,000 virtual threads block in calls, and neither JVM has many threads")
  void servesTenThousandVirtualThreads() {
    call(256, 0);
  }

  @Test
  @DisplayName("C13: the same with native access")
  void servesTenThousandVirtualThreadsAtTier1() {
    call(256, 0, "--enable-native-access=ALL-UNNAMED");
  }

  // verifies R10
  @Test
  @DisplayName("R10: the same from 8 call slots on, to which others are added while all wait")
  void addsCallSlots() {
    // 64, 72 and 112 of them.
    call(8, 3);
  }

  private static void call(int inFlight, int added, String... flags) {
    try (TestRoot root = TestRoot.create();
        ChildJvm server =
            ChildJvm.of(VirtualThreadCallChild.class)
                .flags(flags)
                .args("serve", root.path())
                .start()) {
      server.awaitLine("listening", DEADLINE);
      try (ChildJvm client =
          ChildJvm.of(VirtualThreadCallChild.class)
              .flags(flags)
              .args("call", root.path(), inFlight)
              .start()) {
        int calls = VirtualThreadCallChild.THREADS * VirtualThreadCallChild.CALLS_EACH;
        assertEquals(calls, number(client, "answered"));
        assertEquals(0, number(client, "in-flight"));
        assertEquals(added, number(client, "added"));
        assertFew("client", number(client, "threads"));
        assertEquals(0, client.awaitExit(DEADLINE));
        assertEquals("", client.standardError());
        server.send("report");
        assertEquals(calls, number(server, "served"));
        assertFew("server", number(server, "threads"));
      }
      server.send("end");
      assertEquals(0, server.awaitExit(DEADLINE));
      assertEquals("", server.standardError());
    }
  }

  private static void assertFew(String who, int threads) {
    assertTrue(
        threads <= MOST_PLATFORM_THREADS,
        () -> "platform threads of the %s at the peak: %d".formatted(who, threads));
  }

  private static int number(ChildJvm child, String prefix) {
    return Integer.parseInt(child.awaitLine(prefix + " ", DEADLINE));
  }
}
