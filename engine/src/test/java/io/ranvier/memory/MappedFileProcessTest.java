package io.ranvier.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ranvier.testing.ChildJvm;
import io.ranvier.testing.SmallTmpfs;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MappedFileProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final TestRoot root = TestRoot.create();

  @AfterEach
  void removeRoot() {
    root.close();
  }

  @Test
  @DisplayName("L10 a FULL reservation that does not fit is NO_SPACE and leaves nothing")
  void fullReservationOnAFullTmpfs() throws IOException {
    try (ChildJvm child = onSmallTmpfs("full")) {
      String message = child.awaitLine("NO_SPACE ", DEADLINE);
      assertTrue(message.contains("path=" + root.path()), message);
      assertTrue(message.contains("1048576 bytes"), message);
      assertTrue(message.contains("availableBytes=262144"), message);
      assertEquals("0", child.awaitLine("files ", DEADLINE));
      assertEquals(0, child.awaitExit(DEADLINE), child::standardError);
    }
  }

  @Test
  @DisplayName("L10 a lease on a full tmpfs is a status, and works once there is space again")
  void firstLeaseOnAFullTmpfs() {
    try (ChildJvm child = onSmallTmpfs("lease")) {
      assertEquals("false", child.awaitLine("last ", DEADLINE));
      assertEquals("true", child.awaitLine("backed-stays ", DEADLINE));
      assertEquals("true", child.awaitLine("after-space ", DEADLINE));
      assertEquals(0, child.awaitExit(DEADLINE), child::standardError);
    }
  }

  @Test
  @DisplayName("L10 touching a truncated file is an InternalError that names no crash")
  void truncatedUnderItsUser() {
    try (ChildJvm child = ChildJvm.of(MemoryChild.class).args("truncate", root.path()).start()) {
      assertEquals("TRUNCATED", child.awaitLine("InternalError ", DEADLINE));
      assertEquals(0, child.awaitExit(DEADLINE), child::standardError);
    }
  }

  @Test
  @DisplayName("R10 4 GiB, in a file and anonymous, in a JVM with -Xmx32m -Xss256k")
  void fourGibibytesInASmallJvm() {
    for (String kind : List.of("file", "anonymous")) {
      try (ChildJvm child =
          ChildJvm.of(MemoryChild.class)
              .flags("-Xmx32m", "-Xss256k")
              .args("huge", root.path(), kind)
              .start()) {
        assertEquals("ok", child.awaitLine("bytes ", DEADLINE), kind);
        long heapGrowth = Long.parseLong(child.awaitLine("heap-growth ", DEADLINE));
        assertTrue(heapGrowth < 1 << 20, kind + " grew the heap by " + heapGrowth);
        assertEquals(0, child.awaitExit(DEADLINE), child::standardError);
        assertEquals("", child.standardError(), "no flag is needed and nothing warns");
      }
    }
  }

  @Test
  @DisplayName("L1 modes are exact whatever the umask")
  void modesIgnoreTheUmask() {
    for (String umask : List.of("0000", "0077", "0777")) {
      try (ChildJvm child =
          ChildJvm.of(MemoryChild.class)
              .prefix(List.of("sh", "-c", "umask " + umask + "; exec \"$0\" \"$@\""))
              .args("mode", root.path())
              .start()) {
        assertEquals("rw-------", child.awaitLine("mode ", DEADLINE), umask);
        assertEquals(0, child.awaitExit(DEADLINE), child::standardError);
      }
    }
  }

  @Test
  void aSecondProcessSeesTheSameBytes() throws IOException {
    var path = root.resolve("shared");
    try (MappedFile file = MappedFile.create(path, 4096, Reservation.FULL, FileMode.ownerOnly());
        ChildJvm child = ChildJvm.of(MemoryChild.class).args("add", path).start()) {
      assertEquals("1", child.awaitLine("added ", DEADLINE));
      assertEquals(1, file.segment().get(JAVA_LONG, 4088));
      assertTrue(Files.exists(path));
    }
  }

  private ChildJvm onSmallTmpfs(String command) {
    String missing = SmallTmpfs.missing(root.path());
    assumeTrue(missing.isEmpty(), missing);
    return ChildJvm.of(MemoryChild.class)
        .prefix(SmallTmpfs.prefix(root.path(), 256))
        .args(command, root.path())
        .start();
  }
}
