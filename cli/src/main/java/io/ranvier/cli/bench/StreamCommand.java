package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.BroadcastScenario;
import io.ranvier.bench.scenario.Scenario;
import io.ranvier.bench.scenario.StreamScenario;
import io.ranvier.ffm.Platform;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench stream}. */
@Command(
    name = "stream",
    description = {
      "How many items a second a channel carries between two processes, for several lengths, and"
          + " how long an item takes at 100,000 a second, from when it was due until it was"
          + " handled."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench stream",
      "  ranvier bench stream --payload 32,1048576 --contenders ranvier,ranvier-frames",
      "  ranvier bench stream --wait park --json",
      "  ranvier bench stream --receivers 1,4",
      "  ranvier bench stream --quick --cpus 2,3 --hgrm /tmp/percentiles",
      "",
      "Each line is a contender and a length: ranvier@32. Its limit is measured in the same two"
          + " processes: limit-stream up to 56 bytes, above it limit-memory, which is plain memory"
          + " that one process writes once and the other reads once. For the ratio of items to"
          + " frames ranvier-beside-frames@32 has frames in the limit's place. ranvier-paced@32 is"
          + " the latency, its limit one bare cell at the same rate; up to 8,000 bytes. With"
          + " --quick frames are measured at the shortest length only, and each limit by itself at"
          + " its longest only.",
      "",
      "Channels have a ring of 1,024 cells. Items up to 992 bytes travel in it, with a"
          + " window of 2,048 items; longer ones in payload slots, with a window of about 4 MiB,"
          + " from 2 to 512 items. The result says so for each length.",
      "",
      "With --receivers a broadcast is measured instead, beside a channel: lines such as"
          + " ranvier-broadcast-4@32 count the items sent, each of which 4 processes take and"
          + " check. Where there are more processes than CPUs those of a broadcast sleep while they"
          + " wait."
    })
final class StreamCommand implements Callable<Integer> {
  private static final int MOST_RECEIVERS = 64;

  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      split = ",",
      description =
          "Measure a broadcast to that many processes, 1 to 64; several numbers are separated by"
              + " commas. Items of 32 and 256 bytes unless --payload says otherwise.")
  private List<Integer> receivers;

  /** For the command line's parser. */
  StreamCommand() {}

  @Override
  public Integer call() {
    return ScenarioRun.run(scenario(), options, spec.commandLine());
  }

  private Scenario<?> scenario() {
    if (receivers == null) {
      return new StreamScenario(options.payloads(StreamScenario.LENGTHS));
    }
    options.checkNumbers("--receivers", receivers, MOST_RECEIVERS);
    return new BroadcastScenario(
        options.payloads(BroadcastScenario.LENGTHS),
        receivers,
        Platform.allowedCpus().toArray().length);
  }
}
