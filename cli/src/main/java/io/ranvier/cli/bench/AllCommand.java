package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.BroadcastScenario;
import io.ranvier.bench.scenario.ConnectScenario;
import io.ranvier.bench.scenario.FanInScenario;
import io.ranvier.bench.scenario.IdleScenario;
import io.ranvier.bench.scenario.LargeScenario;
import io.ranvier.bench.scenario.OneWayScenario;
import io.ranvier.bench.scenario.OpenLoopScenario;
import io.ranvier.bench.scenario.RoundTripScenario;
import io.ranvier.bench.scenario.Scenario;
import io.ranvier.bench.scenario.StreamScenario;
import io.ranvier.ffm.Platform;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench all}. */
@Command(
    name = "all",
    description = "Every scenario, one after the other.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench all --quick",
      "  ranvier bench all --json --cpus 2,3",
      "  ranvier bench all --contenders ranvier,uds --payload 64",
      "",
      "Tables are printed as they come. With --json one object is printed at the end, with a member"
          + " for each scenario that is what its own command prints: rtt, large, throughput,"
          + " throughput-calls, stream, stream-broadcast, connect, idle, open-loop, fanin. A"
          + " scenario leaves out contenders that it does not have, and is left out if none is"
          + " left. The first that fails ends the run."
    })
final class AllCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  /** For the command line's parser. */
  AllCommand() {}

  @Override
  public Integer call() {
    return ScenarioRun.runAll(scenarios(), options, spec.commandLine());
  }

  private List<Scenario<?>> scenarios() {
    int cpus = Platform.allowedCpus().toArray().length;
    return List.of(
        new RoundTripScenario(),
        new LargeScenario(),
        OneWayScenario.ofMessages(),
        OneWayScenario.ofCalls(ThroughputCommand.DEFAULT_IN_FLIGHT),
        new StreamScenario(options.payloads(StreamScenario.LENGTHS)),
        new BroadcastScenario(
            options.payloads(BroadcastScenario.LENGTHS), BroadcastScenario.RECEIVERS, cpus),
        new ConnectScenario(),
        new IdleScenario(IdleScenario.CONNECTIONS),
        new OpenLoopScenario(OpenLoopScenario.RATES),
        new FanInScenario(FanInScenario.CLIENTS, FanInScenario.IDLE, cpus));
  }
}
