package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.OpenLoopScenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench open-loop}. */
@Command(
    name = "open-loop",
    description = {
      "How long calls take that come at a fixed rate, from when each was due until its answer was"
          + " checked, for several rates."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench open-loop",
      "  ranvier bench open-loop --rate 50000,1000000 --contenders limit,ranvier",
      "  ranvier bench open-loop --wait park --json",
      "",
      "Each line is a contender and a rate: ranvier@100000. A call is sent when it is due,"
          + " whether those before it are answered or not, up to 64 under way; one that cannot be"
          + " sent in time is late by all of that. The calling thread looks at the clock and for"
          + " answers without sleeping, also with --wait park; the answering one waits as it says."
          + " The limit is one bare cache line there and back at the same rate. Rates of more than"
          + " 800 MB a second are refused: no host carries them."
    })
final class OpenLoopCommand implements Callable<Integer> {
  private static final int HIGHEST_RATE = 10_000_000;

  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--rate",
      paramLabel = "N",
      split = ",",
      description =
          "Calls per second, 1 to 10000000; several rates are separated by commas"
              + " (default: 10000,100000,500000).")
  private List<Integer> rates = OpenLoopScenario.RATES;

  /** For the command line's parser. */
  OpenLoopCommand() {}

  @Override
  public Integer call() {
    options.checkNumbers("--rate", rates, HIGHEST_RATE);
    return ScenarioRun.run(new OpenLoopScenario(rates), options, spec.commandLine());
  }
}
