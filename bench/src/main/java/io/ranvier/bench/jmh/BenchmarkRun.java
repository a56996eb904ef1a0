package io.ranvier.bench.jmh;

import io.ranvier.bench.rig.BenchException;
import io.ranvier.bench.rig.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks of this package, whose forks get the flags that the rig's children get, and
 * counts what they allocate.
 *
 * <p>JMH writes to standard output itself.
 */
public final class BenchmarkRun {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private BenchmarkRun() {}

  /**
   * Runs benchmarks, or does what else JMH's options ask for, such as listing them.
   *
   * @param patterns regular expressions that choose benchmarks; all when there are none
   * @param jmhOptions as JMH's own command line takes them
   * @return a line per benchmark; none when nothing was to be run
   * @throws IllegalArgumentException when an option is wrong or no benchmark has such a name
   * @throws BenchException.Broken when a benchmark failed, or found a wrong value
   */
  public static List<Allocation> run(List<String> patterns, List<String> jmhOptions) {
    try {
      var given = new CommandLineOptions(jmhOptions.toArray(String[]::new));
      ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
      patterns.forEach(options::include);
      options.addProfiler(GCProfiler.class).shouldFailOnError(true);
      if (!given.getJvmArgs().hasValue()) {
        options.jvmArgs(jvmFlags());
      }
      return isDoneWithout(given, new Runner(options.build()))
          ? List.of()
          : allocations(new Runner(options.build()).run());
    } catch (CommandLineOptionException e) {
      throw new IllegalArgumentException("JMH refuses an option: " + e.getMessage(), e);
    } catch (NoBenchmarksException e) {
      throw new IllegalArgumentException(
          "no benchmark has such a name: %s; 'ranvier bench jmh -- -l' lists them"
              .formatted(String.join(" ", patterns)),
          e);
    } catch (RunnerException | IOException e) {
      throw new BenchException.Broken("the benchmarks failed: " + e.getMessage(), e);
    }
  }

  private static boolean isDoneWithout(CommandLineOptions given, Runner runner) throws IOException {
    if (given.shouldHelp()) {
      given.showHelp();
    } else if (given.shouldList()) {
      runner.list();
    } else if (given.shouldListWithParams()) {
      runner.listWithParams(given);
    } else if (given.shouldListProfilers()) {
      given.listProfilers();
    } else {
      return false;
    }
    return true;
  }

  /** Agrona's buffers and JMH need the two flags that the rig's children do not all have. */
  private static String[] jvmFlags() {
    List<String> flags = new ArrayList<>(ChildJvm.flags());
    flags.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
    flags.add("--sun-misc-unsafe-memory-access=allow");
    return flags.toArray(String[]::new);
  }

  private static List<Allocation> allocations(Collection<RunResult> results) {
    return results.stream().map(BenchmarkRun::allocation).toList();
  }

  private static Allocation allocation(RunResult result) {
    BenchmarkParams params = result.getParams();
    double least = Double.NaN;
    long operations = 0;
    int iterations = 0;
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      operations += fork.getMetadata().getMeasurementOps();
      iterations += fork.getIterationResults().size();
      for (IterationResult iteration : fork.getIterationResults()) {
        Result<?> allocated = iteration.getSecondaryResults().get(ALLOCATED);
        if (allocated != null && !(allocated.getScore() >= least)) {
          least = allocated.getScore();
        }
      }
    }
    return new Allocation(
        name(params), least, (double) operations / iterations, isHotPath(params.getBenchmark()));
  }

  private static String name(BenchmarkParams params) {
    String benchmark = params.getBenchmark();
    StringBuilder name =
        new StringBuilder(benchmark.replace(BenchmarkRun.class.getPackageName() + ".", ""));
    params
        .getParamsKeys()
        .forEach(key -> name.append(' ').append(key).append('=').append(params.getParam(key)));
    return name.toString();
  }

  private static boolean isHotPath(String benchmark) {
    try {
      String className = benchmark.substring(0, benchmark.lastIndexOf('.'));
      return Class.forName(className).isAnnotationPresent(HotPath.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a benchmark's class cannot be found: " + benchmark, e);
    }
  }
}
