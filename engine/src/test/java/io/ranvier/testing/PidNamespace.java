package io.ranvier.testing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Words before a command that run it as process 1 of a pid namespace of its own. */
public final class PidNamespace {
  private static final List<List<String>> WAYS =
      List.of(
          List.of("unshare", "--pid", "--fork", "--kill-child"),
          List.of("unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"));
  private static final long PROBE_SECONDS = 20;

  private PidNamespace() {}

  /** Returns those words; empty where the machine allows none of them. */
  public static Optional<List<String>> prefix() {
    return WAYS.stream().filter(PidNamespace::works).findFirst();
  }

  /**
   * Returns the process that a child started with {@link #prefix} runs its command in: the child
   * itself is {@code unshare}.
   */
  public static ProcessHandle inside(ChildJvm child) {
    return ProcessHandle.of(child.pid()).orElseThrow().children().findFirst().orElseThrow();
  }

  private static boolean works(List<String> way) {
    try {
      Process shell =
          new ProcessBuilder(probe(way))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = shell.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
      Process ignored = shell.destroyForcibly();
      return ended && shell.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** In the namespace the shell is process 1. */
  private static List<String> probe(List<String> way) {
    return Stream.concat(way.stream(), Stream.of("sh", "-c", "test $$ = 1")).toList();
  }
}
