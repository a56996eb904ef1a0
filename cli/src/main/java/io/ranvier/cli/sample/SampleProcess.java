package io.ranvier.cli.sample;

import io.ranvier.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One process of the sample, as its launcher holds it; closing ends it. */
final class SampleProcess implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms64m",
          "-Xmx64m",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED");
  private static final long LAST_WORDS_S = 5;

  private final String role;
  private final Process process;
  private final Thread output;

  private SampleProcess(String role, Process process, Consumer<Report> reports) {
    this.role = role;
    this.process = process;
    this.output =
        Thread.ofPlatform().daemon().name(role + "-output").unstarted(() -> read(reports));
  }

  /**
   * Starts a process.
   *
   * @param reports takes what it says, on a thread of its own
   */
  static SampleProcess start(String role, Path root, int rate, Consumer<Report> reports)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("sample", "feed", "--role", role, "--root", root.toString()));
    command.addAll(List.of("--rate", Integer.toString(rate)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    SampleProcess started = new SampleProcess(role, process, reports);
    started.output.start();
    return started;
  }

  String role() {
    return role;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the exit code of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Tells the process to end, without waiting for it. */
  void tellToEnd() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended already.
      process.destroy();
    }
  }

  /** Ends the process: politely, then by force. All that it has said is reported by then. */
  @Override
  public void close() {
    tellToEnd();
    try {
      if (!process.waitFor(LAST_WORDS_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      // Bounded: somebody who inherited the pipe could hold it open.
      boolean ignored = output.join(Duration.ofSeconds(LAST_WORDS_S));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read(Consumer<Report> reports) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Report.parse(line).ifPresent(reports);
      }
    } catch (IOException e) {
      reports.accept(new Report(role, Report.Kind.EVENT, "its output cannot be read: " + e));
    }
  }
}
