package io.ranvier.ffm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM, started as a user would: with the flags given and no others. */
final class ChildJvm {
  private final Process process;
  private final Path stderr;

  private ChildJvm(Process process, Path stderr) {
    this.process = process;
    this.stderr = stderr;
  }

  record Outcome(int exitCode, String stdout, String stderr) {}

  /** Starts a program of these tests that may call Linux. */
  static ChildJvm start(Class<?> program, String argument) throws IOException {
    return start(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            testClasses() + File.pathSeparator + mainClasses(),
            program.getName(),
            argument));
  }

  static ChildJvm start(List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Path stderr = Files.createTempFile("child", ".stderr");
    var builder = new ProcessBuilder(command).redirectError(stderr.toFile());
    // These make every JVM greet on standard error.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return new ChildJvm(builder.start(), stderr);
  }

  /** Folder or jar of the module under test. */
  static String mainClasses() {
    return location(NativeAccess.class);
  }

  static String testClasses() {
    return location(ChildJvm.class);
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Outcome await() throws IOException, InterruptedException {
    String stdout = new String(process.getInputStream().readAllBytes(), UTF_8);
    int exitCode = process.waitFor();
    String errors = Files.readString(stderr);
    Files.delete(stderr);
    return new Outcome(exitCode, stdout, errors);
  }
}
