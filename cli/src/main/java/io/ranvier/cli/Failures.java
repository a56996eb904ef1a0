package io.ranvier.cli;

import io.ranvier.bench.rig.BenchException;
import io.ranvier.error.RanvierException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in a sentence, on standard error, and chooses the exit code. */
final class Failures {
  private Failures() {}

  /** A bad option or value. */
  static int usage(ParameterException failure, String... arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("ranvier: " + failure.getMessage()));
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    err.flush();
    return ExitCode.USAGE;
  }

  /** A command that was understood and failed. */
  static int execution(Exception failure, CommandLine command, ParseResult parsed) {
    return switch (failure) {
      // Whoever pressed Ctrl-C knows.
      case BenchException.Ended ended -> ExitCode.ENDED;
      case BenchException.CheckFailed check -> say(command, check, ExitCode.CHECK_FAILED);
      case RanvierException refused -> say(command, refused, ExitCode.FAILED);
      case BenchException broken -> say(command, broken, ExitCode.FAILED);
      case UncheckedIOException unwritten -> say(command, unwritten, ExitCode.FAILED);
      default -> {
        failure.printStackTrace(command.getErr());
        yield say(command, failure, ExitCode.FAILED);
      }
    };
  }

  private static int say(CommandLine command, Exception failure, int exitCode) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    command.getErr().println(command.getColorScheme().errorText("ranvier: " + message));
    command.getErr().flush();
    return exitCode;
  }
}
