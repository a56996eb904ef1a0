package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.RoundTripScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench rtt}. */
@Command(
    name = "rtt",
    description = "How long a request and its reply take between two processes, one at a time.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench rtt",
      "  ranvier bench rtt --payload 1024 --contenders limit,uds",
      "  ranvier bench rtt --wait park --rounds 15 --json",
      "  ranvier bench rtt --quick --cpus 2,3 --hgrm /tmp/percentiles"
    })
final class RoundTripCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  /** For the command line's parser. */
  RoundTripCommand() {}

  @Override
  public Integer call() {
    return ScenarioRun.run(new RoundTripScenario(), options, spec.commandLine());
  }
}
