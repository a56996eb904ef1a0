package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.IdleScenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench idle}. */
@Command(
    name = "idle",
    description = {
      "How much CPU time connections take that nobody uses, on the server's side and on the"
          + " clients', for several numbers of connections."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench idle",
      "  ranvier bench idle --connections 1,500 --duration 10s",
      "  ranvier bench idle --rounds 1 --json",
      "",
      "One process serves, another holds all connections; one thread on each side waits for all of"
          + " them, asleep, whatever --wait says. Each connection carries a request before and"
          + " after the time that is measured. The figures are the CPU time of all threads of a"
          + " process; a JVM that has nothing to do takes some, too: see the line of 1 connection."
          + " The bar: 1,000 connections take less than 1 %% of a CPU, both sides together.",
      "",
      "Each connection takes 2 file descriptors in each process, and 1 MiB of shared memory."
          + " A number for which either does not suffice is reported with what to raise."
    })
final class IdleCommand implements Callable<Integer> {
  private static final int MOST_CONNECTIONS = 1_000;

  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--connections",
      paramLabel = "N",
      split = ",",
      description =
          "How many connections are held, 1 to 1000; several numbers are separated by commas"
              + " (default: 1,100,1000).")
  private List<Integer> connections = IdleScenario.CONNECTIONS;

  /** For the command line's parser. */
  IdleCommand() {}

  @Override
  public Integer call() {
    options.checkNumbers("--connections", connections, MOST_CONNECTIONS);
    return ScenarioRun.run(new IdleScenario(connections), options, spec.commandLine());
  }
}
