package io.ranvier.testing;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Owns a second JVM with this one's class path, driven by lines: its main prints facts to standard
 * output and reads commands from standard input, whose end tells it that the test is over.
 *
 * <p>Every wait has a deadline and fails with what the child printed. {@link #close()} kills and
 * reaps, so that no test leaves a process behind.
 */
public final class ChildJvm implements AutoCloseable {
  private static final Duration REAP_DEADLINE = Duration.ofSeconds(20);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);

  private final String name;
  private final Process process;
  private final BufferedWriter input;
  private final LineCapture output;
  private final LineCapture error;

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter();
    this.output = new LineCapture(name + " stdout", process.inputReader());
    this.error = new LineCapture(name + " stderr", process.errorReader());
  }

  /** Prepares a child that runs {@code mainClass}. */
  public static Builder of(Class<?> mainClass) {
    return new Builder(mainClass);
  }

  /** Returns the child's process id. */
  public long pid() {
    return process.pid();
  }

  /** Tells whether the child still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for the next line on standard output that starts with {@code prefix}; lines before it are
   * passed over.
   *
   * @return what follows the prefix, stripped
   */
  public String awaitLine(String prefix, Duration deadline) {
    String line = output.await(prefix, deadline);
    if (line == null) {
      throw failure("no line '%s...' within %s".formatted(prefix, deadline));
    }
    return line.substring(prefix.length()).strip();
  }

  /** Sends one line to the child's standard input. */
  public void send(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw failure("cannot send '%s': %s".formatted(line, e));
    }
  }

  /** Waits for the child's own end and returns its exit code. */
  public int awaitExit(Duration deadline) {
    if (!waitFor(deadline)) {
      throw failure("still running after " + deadline);
    }
    output.awaitEnd(deadline);
    error.awaitEnd(deadline);
    return process.exitValue();
  }

  /** Sends SIGKILL and waits until the child is reaped. */
  public void kill() {
    process.destroyForcibly();
    if (!waitFor(REAP_DEADLINE)) {
      throw failure("not dead after SIGKILL");
    }
  }

  /**
   * Sends a signal such as {@code STOP}, {@code CONT} or {@code TERM} by name. After {@code STOP}
   * no thread of the child runs any more.
   */
  public void signal(String signal) {
    try {
      int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
      if (exit != 0) {
        throw failure("kill -%s failed with %d".formatted(signal, exit));
      }
      if (signal.equals("STOP")) {
        awaitStopped();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted while sending a signal");
    }
  }

  /** Returns everything on standard output so far. */
  public String standardOutput() {
    return output.text();
  }

  /** Returns everything on standard error so far; complete after {@link #awaitExit}. */
  public String standardError() {
    return error.text();
  }

  @Override
  public void close() {
    kill();
  }

  /** The signal reaches the other threads only when one of them has taken it. */
  private void awaitStopped() throws InterruptedException {
    long startNs = System.nanoTime();
    while (!areAllStopped()) {
      if (System.nanoTime() - startNs > STOP_DEADLINE.toNanos()) {
        throw failure("not stopped after SIGSTOP");
      }
      Thread.sleep(1);
    }
  }

  private boolean areAllStopped() {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid()), "task"))) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        // The state stands behind the name, which is in brackets and may hold some itself.
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      // A thread has ended meanwhile.
      return false;
    }
  }

  private boolean waitFor(Duration deadline) {
    boolean interrupted = Thread.interrupted();
    try {
      return process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private AssertionError failure(String what) {
    return new AssertionError(
        "child %s (pid %d, %s): %s%n--- stdout%n%s--- stderr%n%s"
            .formatted(
                name,
                pid(),
                process.isAlive() ? "running" : "exit " + process.exitValue(),
                what,
                output.text(),
                error.text()));
  }

  /** Collects what a child is started with; one thread. */
  public static final class Builder {
    private final Class<?> mainClass;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private String classPath = System.getProperty("java.class.path");

    private Builder(Class<?> mainClass) {
      this.mainClass = mainClass;
    }

    /** Puts words before the java command, for instance {@code unshare --mount}. */
    public Builder prefix(List<String> words) {
      prefix.addAll(words);
      return this;
    }

    /** Adds JVM flags. */
    public Builder flags(String... more) {
      flags.addAll(List.of(more));
      return this;
    }

    /** Adds arguments of the main class. */
    public Builder args(Object... more) {
      for (Object argument : more) {
        arguments.add(argument.toString());
      }
      return this;
    }

    /** Puts a folder with classes before all others. */
    public Builder classesFirst(Path folder) {
      classPath = folder + File.pathSeparator + classPath;
      return this;
    }

    /** Sets the whole class path. */
    public Builder classPath(String path) {
      classPath = path;
      return this;
    }

    /** Sets an environment variable. */
    public Builder env(String variable, Object value) {
      environment.put(variable, value.toString());
      return this;
    }

    /** Starts the child. */
    public ChildJvm start() {
      List<String> command = new ArrayList<>(prefix);
      command.add(ProcessHandle.current().info().command().orElseThrow());
      command.addAll(flags);
      command.addAll(List.of("-cp", classPath, mainClass.getName()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      // Would print a line of its own to the child's standard error.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      try {
        return new ChildJvm(mainClass.getSimpleName(), builder.start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
