package io.ranvier.cli.bench;

import io.ranvier.bench.jmh.Allocation;
import io.ranvier.bench.jmh.Allocation.Verdict;
import io.ranvier.bench.jmh.BenchmarkRun;
import io.ranvier.bench.jmh.JmhPresence;
import io.ranvier.bench.rig.BenchException;
import io.ranvier.cli.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench jmh}. */
@Command(
    name = "jmh",
    customSynopsis = "ranvier bench jmh [-hV] [PATTERN...] [-- JMH-OPTION...]",
    description =
        "Microbenchmarks of the parts: slots, rings, calls inside one process, credit, doorbells,"
            + " copies, buffers. Ends with a line for each that says whether it allocated.",
    exitCodeList = {
      "0:success: nothing on the hot path allocates",
      "1:a benchmark failed or found a wrong value, or one on the hot path allocates",
      "2:wrong use: a bad option of JMH's, or no benchmark has such a name",
      "3:too few operations to tell whether a benchmark on the hot path allocates",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench jmh",
      "  ranvier bench jmh Ring Slot",
      "  ranvier bench jmh 'Copy.*shortCopy' -- -p length=32,64 -f 3",
      "  ranvier bench jmh -- -l               which benchmarks there are",
      "  ranvier bench jmh Call -- -rf json -rff call.json",
      "  ranvier bench jmh -- -h               JMH's own options",
      "",
      "The first run builds a jar with JMH in it, for which Maven fetches JMH. Benchmarks run in"
          + " JVMs of their own, with the flags of the other scenarios' JVMs and those that"
          + " Agrona's buffers need, and with JMH's profiler \"gc\"; measured threads are pinned"
          + " from the last CPU downwards. All of it takes about five minutes."
    })
final class JmhCommand implements Callable<Integer> {
  private static final String END_OF_OPTIONS = "--";

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description =
          "Regular expressions: run the benchmarks whose names one of them is found in. JMH's own"
              + " options come after --.")
  private List<String> arguments = new ArrayList<>();

  /** For the command line's parser. */
  JmhCommand() {}

  @Override
  public Integer call() {
    if (!JmhPresence.isThere()) {
      throw new BenchException.Broken(
          "JMH is not in this jar: run 'cli/ranvier bench jmh', which builds one with it");
    }
    int patterns = arguments.size() - jmhOptionCount();
    List<Allocation> allocations;
    try {
      allocations =
          BenchmarkRun.run(
              arguments.subList(0, patterns), arguments.subList(patterns, arguments.size()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    print(allocations);
    return exitCode(allocations);
  }

  /** The parser tells patterns and what follows {@code --} apart no more. */
  private int jmhOptionCount() {
    List<String> all = spec.commandLine().getParseResult().originalArgs();
    int end = all.indexOf(END_OF_OPTIONS);
    return end < 0 ? 0 : all.size() - end - 1;
  }

  private void print(List<Allocation> allocations) {
    PrintWriter out = spec.commandLine().getOut();
    if (!allocations.isEmpty()) {
      out.println();
      allocations.forEach(allocation -> out.println(allocation.describe()));
    }
    out.flush();
  }

  static int exitCode(List<Allocation> allocations) {
    if (isAny(allocations, Verdict.ALLOCATES)) {
      return ExitCode.FAILED;
    }
    return isAny(allocations, Verdict.UNKNOWN) ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private static boolean isAny(List<Allocation> allocations, Verdict verdict) {
    return allocations.stream().anyMatch(it -> it.hotPath() && it.verdict() == verdict);
  }
}
