package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.LargeScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench large}. */
@Command(
    name = "large",
    description = "How long requests of 1 MiB with short replies take between two processes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench large",
      "  ranvier bench large --payload 65000 --contenders all",
      "  ranvier bench large --wait park --json",
      "",
      "One request at a time; replies have 8 bytes. Every byte of a request is written by one"
          + " process and checked by the other: with ranvier where it lies, with others where their"
          + " interface has it written and read. Of those of ranvier-handover only the first word"
          + " is: what it costs to hand memory over. The bars: a third of the UNIX socket's time at"
          + " p50, and for ranvier-handover three times that of 32 bytes (ranvier-32)."
    })
final class LargeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  /** For the command line's parser. */
  LargeCommand() {}

  @Override
  public Integer call() {
    return ScenarioRun.run(new LargeScenario(), options, spec.commandLine());
  }
}
