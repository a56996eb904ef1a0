package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.TestRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A connection with 4 GiB of payload slots each way between two JVMs with 32 MiB of heap. */
@Tag("process")
final class SparseProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String[] SMALL = {"-Xmx32m", "-Xss256k"};
  private static final long SPAN = (65_536L - 64) * 64 * 1024;

  @Test
  @DisplayName("R10: 65,536 slots of 64 KiB cost neither heap nor memory that is not used")
  void usesFirstLastAndRandomSlotsFromBothSides() throws Exception {
    try (TestRoot root = TestRoot.create();
        ChildJvm server =
            ChildJvm.of(SparseChild.class).flags(SMALL).args("serve", root.path()).start()) {
      server.awaitLine("listening", DEADLINE);
      try (ChildJvm client =
          ChildJvm.of(SparseChild.class).flags(SMALL).args("call", root.path()).start()) {
        assertTrue(number(client, "span") >= SPAN, "the client used its first and last slot");
        assertTrue(number(server, "span") >= SPAN, "the server used its first and last slot");
        assertGrownByLessThanOneMebibyte(client);
        assertGrownByLessThanOneMebibyte(server);
        assertSparse(root.resolve("sparse"));
        client.send("end");
        assertEquals(0, client.awaitExit(DEADLINE));
      }
      server.send("end");
      assertEquals(0, server.awaitExit(DEADLINE));
      assertFalse(Files.exists(root.resolve("sparse")));
    }
  }

  private static void assertGrownByLessThanOneMebibyte(ChildJvm child) {
    long grown = number(child, "grown");
    assertTrue(grown < 1 << 20, "heap growth in bytes: " + grown);
  }

  private static void assertSparse(Path endpoint) throws Exception {
    Path region;
    try (Stream<Path> files = Files.list(endpoint)) {
      region =
          files
              .filter(file -> file.getFileName().toString().startsWith("region"))
              .findFirst()
              .orElseThrow();
    }
    assertTrue(Files.size(region) > 2 * SPAN, "bytes: " + Files.size(region));
    Process stat = new ProcessBuilder("stat", "-c", "%b %B", region.toString()).start();
    String[] answer = new String(stat.getInputStream().readAllBytes()).strip().split(" ");
    assertEquals(0, stat.waitFor());
    long usedBytes = Long.parseLong(answer[0]) * Long.parseLong(answer[1]);
    // 384 slots of 64 KiB each way, and the bookkeeping of all.
    assertTrue(usedBytes < 64 << 20, "bytes with storage: " + usedBytes);
  }

  private static long number(ChildJvm child, String prefix) {
    return Long.parseLong(child.awaitLine(prefix + " ", DEADLINE));
  }
}
