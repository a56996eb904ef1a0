package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.FanInScenario;
import io.ranvier.ffm.Platform;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench fanin}. */
@Command(
    name = "fanin",
    description = {
      "How many calls a second several client processes make to one server process, and what the"
          + " round trips of one client cost when the server has many other connections."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench fanin",
      "  ranvier bench fanin --clients 1,16 --idle 500",
      "  ranvier bench fanin --wait park --json",
      "",
      "Lines such as ranvier-4 are the calls of 4 clients together; what single clients did is said"
          + " below. Each makes one call at a time. Where there are more processes than CPUs they"
          + " sleep while they wait. The limit is one bare cache line there and back between the"
          + " server and its first client.",
      "",
      "ranvier-among-64 are the round trips of one client, as in rtt, with a server that has 63"
          + " other connections, which one more process holds, parked. They are measured beside"
          + " those with a server that has none (ranvier-alone), in the same two processes, in the"
          + " place of the limit. The bar: 1.3 times those at p50."
    })
final class FanInCommand implements Callable<Integer> {
  private static final int MOST_CLIENTS = 64;
  private static final int MOST_IDLE = 1_000;

  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--clients",
      paramLabel = "N",
      split = ",",
      description =
          "How many processes call, 1 to 64; several numbers are separated by commas"
              + " (default: 1,2,4,8).")
  private List<Integer> clients = FanInScenario.CLIENTS;

  @Option(
      names = "--idle",
      paramLabel = "N",
      description =
          "How many other connections a server has that one client calls, 1 to 1000"
              + " (default: 63).")
  private int idle = FanInScenario.IDLE;

  /** For the command line's parser. */
  FanInCommand() {}

  @Override
  public Integer call() {
    options.checkNumbers("--clients", clients, MOST_CLIENTS);
    options.checkNumbers("--idle", List.of(idle), MOST_IDLE);
    int cpus = Platform.allowedCpus().toArray().length;
    return ScenarioRun.run(new FanInScenario(clients, idle, cpus), options, spec.commandLine());
  }
}
