package io.ranvier.cli;

import io.ranvier.bench.scenario.StreamScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench stream}. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "How many items a second a channel carries between two processes, for several lengths, and"
          + " how long an item takes at 100,000 a second, from when it was due until it was"
          + " handled."
    },
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
      "  ranvier bench stream",
      "  ranvier bench stream --payload 32,1048576 --contenders ranvier,ranvier-frames",
      "  ranvier bench stream --wait park --json",
      "  ranvier bench stream --quick --cpus 2,3 --hgrm /tmp/percentiles",
      "",
      "Each line is a contender and a length: ranvier@32. Its limit is measured in the same",
      "two processes: limit-stream up to 56 bytes, above it limit-memory, which is plain",
      "memory that one process writes once and the other reads once. ranvier-paced@32 is",
      "the latency, its limit one bare cell at the same rate. With --quick frames are measured",
      "at the shortest length only, and each limit by itself at its longest only.",
      "",
      "Channels have a ring of 1,024 cells. Items up to 992 bytes travel in it, with a",
      "window of 2,048 items; longer ones in payload slots, with a window of about 4 MiB,",
      "from 2 to 512 items. The result says so for each length."
    })
final class StreamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  /** For the command line's parser. */
  StreamCommand() {}

  @Override
  public Integer call() {
    StreamScenario scenario = new StreamScenario(options.payloads(StreamScenario.LENGTHS));
    return ScenarioRun.run(scenario, options, spec.commandLine());
  }
}
