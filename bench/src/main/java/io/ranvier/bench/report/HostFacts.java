package io.ranvier.bench.report;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Answers where a run was measured: versions of the JDK, the kernel and the sources. */
public final class HostFacts {
  private static final String UNKNOWN = "unknown";
  private static final long GIT_SECONDS = 5;

  private HostFacts() {}

  /** Returns the version and the vendor of this JVM, which the children run on too. */
  public static String jdk() {
    return System.getProperty("java.runtime.version") + " " + System.getProperty("java.vendor");
  }

  /** Returns the processor's model; its architecture where the kernel does not name one. */
  public static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  /** Returns the operating system and its release. */
  public static String kernel() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  /**
   * Returns the commit of the sources that this program was built in, with {@code +changes} when
   * tracked files differ from it; "unknown" outside a work tree.
   */
  public static String commit() {
    return git("rev-parse", "--short=12", "HEAD")
        .map(commit -> commit + (isChanged() ? "+changes" : ""))
        .orElse(UNKNOWN);
  }

  private static boolean isChanged() {
    return git("status", "--porcelain", "--untracked-files=no")
        .filter(changes -> !changes.isEmpty())
        .isPresent();
  }

  private static Optional<String> git(String... arguments) {
    try {
      Path code =
          Path.of(HostFacts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      List<String> command = new ArrayList<>(List.of("git", "-C", code.getParent().toString()));
      command.addAll(List.of(arguments));
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = git.waitFor(GIT_SECONDS, TimeUnit.SECONDS);
      return ended && git.exitValue() == 0 ? Optional.of(output.strip()) : Optional.empty();
    } catch (IOException | URISyntaxException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
