package io.ranvier.cli.bench;

import io.ranvier.bench.compare.ChangeTable;
import io.ranvier.bench.compare.RunComparison;
import io.ranvier.bench.compare.SavedRun;
import io.ranvier.cli.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench compare}. */
@Command(
    name = "compare",
    description =
        "Compares two results of the same scenario that --json wrote: which figures and ratios"
            + " changed beyond noise.",
    exitCodeList = {
      "0:no ratio of Ranvier's is slower beyond noise in B",
      "1:one is, or none can be told: missing in one of them, or too few rounds",
      "2:wrong use: a file is missing or no result, or the two asked different questions"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench rtt --json >A.json; ranvier bench rtt --json >B.json",
      "  ranvier bench compare A.json B.json",
      "",
      "Beyond noise: a Mann-Whitney U test over the rounds of both finds that such a difference"
          + " comes by chance less than once in 100 times (p < 0.01), and the medians differ by 2"
          + " %% or more. That takes at least 5 rounds in each. Times and rates move with the host"
          + " from run to run, and are shown to be read; the exit code looks only at ratios, which"
          + " are formed within each round, of contenders named ranvier... A result from another"
          + " machine is compared with a warning, one of another scenario, payload, way of waiting"
          + " or number in flight is refused."
    })
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A.json", description = "The result from before.")
  private Path before;

  @Parameters(index = "1", paramLabel = "B.json", description = "The result from after.")
  private Path after;

  /** For the command line's parser. */
  CompareCommand() {}

  @Override
  public Integer call() {
    RunComparison comparison = comparison();
    PrintWriter out = spec.commandLine().getOut();
    out.print(ChangeTable.write(comparison));
    out.flush();
    boolean passed = !comparison.isSlower() && comparison.isTold() && comparison.lost().isEmpty();
    return passed ? ExitCode.OK : ExitCode.FAILED;
  }

  private RunComparison comparison() {
    try {
      return RunComparison.of(SavedRun.read(before), SavedRun.read(after));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
