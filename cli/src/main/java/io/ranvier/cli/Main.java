package io.ranvier.cli;

import io.ranvier.cli.bench.BenchCommand;
import io.ranvier.cli.sample.SampleCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ranvier}; those below it inherit what they do not say themselves. */
@Command(
    name = "ranvier",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Calls between processes on one host, through memory they share.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchCommand.class, ListCommand.class, CleanCommand.class, SampleCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:the command failed",
      "2:wrong use: an unknown option or a bad value",
      "3:a measurement failed a check of its own: its figures must not be believed",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench rtt                  round trips: Ranvier, the limit, a socket",
      "  ranvier bench throughput --quick   one-way messages, in less than 40 seconds",
      "  ranvier bench stream               items of a channel, 32 bytes to 1 MiB",
      "  ranvier bench connect              the time to the first reply, and memory",
      "  ranvier bench idle                 CPU time of connections that nobody uses",
      "  ranvier bench open-loop            calls at fixed rates, timed from when due",
      "  ranvier bench fanin                several clients of one server",
      "  ranvier bench all --quick          every scenario, each within 40 seconds",
      "  ranvier list                       the endpoints of this host: live or dead",
      "  ranvier sample feed                three processes of a small trading system",
      "  ranvier bench rtt --help           all options"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** For the command line's parser. */
  Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String... arguments) {
    System.exit(orUnwritten(commandLine().execute(arguments), System.out, System.err));
  }

  /** Nobody is told when standard output takes no more, and a result may have gone that way. */
  static int orUnwritten(int exitCode, PrintStream out, PrintStream err) {
    if (exitCode != ExitCode.OK || !out.checkError()) {
      return exitCode;
    }
    err.println("ranvier: cannot write to standard output: it is full or closed");
    return ExitCode.FAILED;
  }

  /** Returns the parser, set up as {@link #main} uses it. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    spec.commandLine().usage(out);
  }
}
