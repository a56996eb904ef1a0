package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.ConnectScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench connect}. */
@Command(
    name = "connect",
    description = {
      "How long it takes from a connect to the first reply: for the first connection of two fresh"
          + " processes (cold), and for those after it (warm)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench connect",
      "  ranvier bench connect --wait park --rounds 3 --json",
      "",
      "Each connection makes one call, and is closed before the next is opened; closing is not"
          + " timed. No thread is pinned, and there is no limit of the hardware. KiB is what the"
          + " files of one connection of default settings take of their file system: their blocks,"
          + " not their lengths. The bars: a warm connect takes 2 ms at p50, a connection 1 MiB."
    })
final class ConnectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  /** For the command line's parser. */
  ConnectCommand() {}

  @Override
  public Integer call() {
    return ScenarioRun.run(new ConnectScenario(), options, spec.commandLine());
  }
}
