package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories of runs go with them, also of runs that are ended or killed. */
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

  @Test
  void tidiesUpBehindRunsThatWereKilled() throws Exception {
    Process killed = startRun();
    Process living = startRun();
    try {
      killed.destroyForcibly().waitFor();
      Files.createDirectory(parent.resolve(RunDirectory.PREFIX + "that-just-begins"));
      try (RunDirectory next = RunDirectory.create(parent)) {
        assertEquals(3, countRuns(), "the killed one's is gone");
        try (RunDirectory another = RunDirectory.create(parent)) {
          assertTrue(Files.isDirectory(next.path()) && Files.isDirectory(another.path()));
        }
      }
      assertEquals(2, countRuns());
      living.getOutputStream().close();
      assertEquals(0, living.waitFor());
      assertEquals(1, countRuns());
    } finally {
      living.destroyForcibly();
      killed.destroyForcibly();
    }
  }

  @Test
  void runsOfOneProcessLeaveEachOtherAlone() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        all.add(threads.submit(this::makeAndCheck));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertEquals(0, countRuns());
  }

  private Void makeAndCheck() throws IOException {
    try (RunDirectory run = RunDirectory.create(parent)) {
      assertTrue(Files.isDirectory(run.path()), () -> "tidied up: " + run.path());
    }
    return null;
  }

  private long countRuns() throws IOException {
    try (Stream<Path> runs = Files.list(parent)) {
      return runs.filter(run -> run.getFileName().toString().startsWith(RunDirectory.PREFIX))
          .count();
    }
  }

  private Process startRun() throws IOException {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                parent.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals('r', run.getInputStream().read(), "ready");
    return run;
  }

  /** A run that ends when its input does. */
  public static final class Run {
    private Run() {}

    public static void main(String[] arguments) throws IOException {
      try (RunDirectory directory = RunDirectory.create(Path.of(arguments[0]))) {
        System.out.println("ready in " + directory.path());
        while (System.in.read() >= 0) {
          // Nothing is sent.
        }
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
