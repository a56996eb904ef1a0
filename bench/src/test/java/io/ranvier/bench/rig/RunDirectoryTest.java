package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is ended: both children remove its directory, perhaps while they still begin. */
@Timeout(60)
class RunDirectoryTest {
  private static final int RUNS = 200;
  private static final int FILES = 20;

  @TempDir private Path parent;

  @Test
  void goesThoughFilesAreMadeMeanwhile() throws Exception {
    try (var threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < RUNS; i++) {
        Path directory = Files.createDirectory(parent.resolve("run-" + i));
        List<Future<?>> all =
            List.of(
                threads.submit(() -> makeFiles(directory)),
                threads.submit(() -> RunDirectory.remove(directory)),
                threads.submit(() -> RunDirectory.remove(directory)));
        for (Future<?> each : all) {
          each.get();
        }
        assertFalse(Files.exists(directory), directory::toString);
      }
    }
  }

  private static Void makeFiles(Path directory) throws IOException {
    try {
      for (int i = 0; i < FILES; i++) {
        Files.createFile(directory.resolve("file-" + i));
      }
    } catch (NoSuchFileException e) {
      // The directory is gone, and is not made again.
      return null;
    }
    return null;
  }
}
