package io.ranvier.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that is ended from outside takes its children and its files with it. */
@Timeout(120)
class EndedRunProcessTest {
  @Test
  void leavesNothingAfterATermination() throws Exception {
    assertLeavesNothing(Process::destroy);
  }

  @Test
  void leavesNothingAfterAKill() throws Exception {
    assertLeavesNothing(Process::destroyForcibly);
  }

  private static void assertLeavesNothing(Consumer<Process> end) throws Exception {
    Process run =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                LongRun.class.getName())
            .inheritIO()
            .start();
    try {
      await(() -> run.children().count() == 2 && hasBoards(run.pid()));
      List<ProcessHandle> children = run.children().toList();
      end.accept(run);
      run.waitFor();
      await(() -> children.stream().noneMatch(child -> isRunning(child.pid())));
      await(() -> Leftovers.directoriesOf(run.pid()).isEmpty());
      assertEquals(List.of(), Leftovers.directoriesOf(run.pid()));
    } finally {
      run.destroyForcibly();
    }
  }

  /** Whether the children are so far that they watch their parent. */
  private static boolean hasBoards(long pid) throws IOException {
    for (Path directory : Leftovers.directoriesOf(pid)) {
      if (Files.exists(directory.resolve("pair-1/limit/line"))) {
        return true;
      }
    }
    return false;
  }

  /** A child that nobody has reaped yet does not run. */
  private static boolean isRunning(long pid) {
    try {
      String state = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return state.charAt(state.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(10);
    }
  }
}
