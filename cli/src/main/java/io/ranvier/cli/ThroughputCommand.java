package io.ranvier.cli;

import io.ranvier.bench.scenario.OneWayScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench throughput}. */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "How many messages a second go one way between two processes.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:a measured process failed",
      "2:wrong use: an unknown option or a bad value",
      "3:wrong bytes arrived",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench throughput",
      "  ranvier bench throughput --payload 256 --contenders limit-stream,uds",
      "  ranvier bench throughput --quick --json"
    })
final class ThroughputCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  /** For the command line's parser. */
  ThroughputCommand() {}

  @Override
  public Integer call() {
    return ScenarioRun.run(new OneWayScenario(), options, spec.commandLine());
  }
}
