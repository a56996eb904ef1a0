package io.ranvier.bench.rig;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Owns one child JVM; closing ends it.
 *
 * <p>Standard output is read by a thread until it ends, standard error goes to a file in the pair's
 * directory.
 */
final class ChildProcess implements AutoCloseable {
  private static final int ERROR_LINES = 20;
  private static final long LAST_LINES_MS = 5_000;

  private final Side side;
  private final Process process;
  private final Path errors;
  private final SideReport report = new SideReport();
  private final CompletableFuture<Void> outputRead = new CompletableFuture<>();
  private volatile String contentError;
  private volatile String failure;

  private ChildProcess(Side side, Process process, Path errors) {
    this.side = side;
    this.process = process;
    this.errors = errors;
  }

  static ChildProcess start(Assignment assignment, List<String> flags) throws IOException {
    String name = assignment.side() + "-" + assignment.receiver() + ".stderr";
    File errors = assignment.directory().resolve(name).toFile();
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(flags, assignment.toArguments())).redirectError(errors);
    ChildProcess child = new ChildProcess(assignment.side(), builder.start(), errors.toPath());
    Thread.ofPlatform().name("child-output").daemon().start(child::readOutput);
    return child;
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Returns whether the child ended and said that all went well. */
  boolean succeeded() {
    return !process.isAlive() && process.exitValue() == 0;
  }

  /** Returns whether the child ended in another way. */
  boolean failed() {
    return !process.isAlive() && process.exitValue() != 0;
  }

  /** Returns what the child reported; complete once it has ended. */
  SideReport report() {
    awaitOutput();
    return report;
  }

  /** Returns which bytes arrived changed, or null. */
  String contentError() {
    awaitOutput();
    return contentError;
  }

  /** Returns what a person should know about the end of this child. */
  String describe() {
    awaitOutput();
    String state = process.isAlive() ? "still runs" : "ended with code " + process.exitValue();
    String reason = failure == null ? "" : ": " + failure;
    List<String> lines = errorLines();
    String last = lines.isEmpty() ? "" : "\n    " + String.join("\n    ", lines);
    return "the %s side %s%s%s".formatted(side.name().toLowerCase(), state, reason, last);
  }

  /** Returns the last lines that the child wrote to its standard error. */
  List<String> errorLines() {
    try {
      List<String> lines = Files.readAllLines(errors, StandardCharsets.ISO_8859_1);
      return lines.subList(Math.max(0, lines.size() - ERROR_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    awaitOutput();
  }

  private void readOutput() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        takeLine(line);
      }
    } catch (IOException | UncheckedIOException e) {
      failure = "its output cannot be read: " + e.getMessage();
    } finally {
      outputRead.complete(null);
    }
  }

  private void takeLine(String line) {
    if (line.startsWith(ChildMain.REPORT)) {
      report.addLine(line.substring(ChildMain.REPORT.length()));
    } else if (line.startsWith(ChildMain.CONTENT)) {
      contentError = line.substring(ChildMain.CONTENT.length());
    } else if (line.startsWith(ChildMain.FAILED)) {
      failure = line.substring(ChildMain.FAILED.length());
    }
  }

  private void awaitOutput() {
    // Bounded: a grandchild that inherited the pipe could hold it open.
    if (!process.isAlive()) {
      outputRead.completeOnTimeout(null, LAST_LINES_MS, TimeUnit.MILLISECONDS).join();
    }
  }
}
