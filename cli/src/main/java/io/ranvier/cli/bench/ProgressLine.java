package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One line on standard error that says how far a run is; nothing when that is not a terminal. */
final class ProgressLine implements Progress, AutoCloseable {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final String START_OVER = "\r\u001b[K";

  private final String scenario;
  private final PrintStream terminal;

  private ProgressLine(String scenario, PrintStream terminal) {
    this.scenario = scenario;
    this.terminal = terminal;
  }

  static ProgressLine open(String scenario) {
    return new ProgressLine(
        scenario, isTerminal() ? System.err : new PrintStream(PrintStream.nullOutputStream()));
  }

  /** Java tells this of standard input and output only. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void beginning(String contender, int round, int rounds, int discarded) {
    String thrownAway = discarded == 0 ? "" : ", " + discarded + " thrown away";
    terminal.printf(
        "%s%s: round %d of %d, %s%s", START_OVER, scenario, round, rounds, contender, thrownAway);
    terminal.flush();
  }

  @Override
  public void close() {
    terminal.print(START_OVER);
    terminal.flush();
  }
}
