package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for what a run may have left behind. */
final class Leftovers {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private Leftovers() {}

  /** Returns the private directories of runs that a process began. */
  static List<Path> directoriesOf(long pid) throws IOException {
    List<Path> found = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(SHARED_MEMORY, "ranvier-bench-" + pid + "-*")) {
      entries.forEach(found::add);
    }
    return found;
  }

  private static boolean isOurs(ProcessHandle child) {
    return child.info().commandLine().filter(line -> line.contains("io.ranvier.bench")).isPresent();
  }

  /** Demands that this process has no children and no directories any more. */
  static void assertNone() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    assertEquals(List.of(), self.children().filter(Leftovers::isOurs).toList());
    assertEquals(List.of(), directoriesOf(self.pid()));
  }
}
