package io.ranvier.cli.bench;

import io.ranvier.bench.scenario.OneWayScenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ranvier bench throughput}. */
@Command(
    name = "throughput",
    description = "How many messages, or pipelined calls, a second go between two processes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier bench throughput",
      "  ranvier bench throughput --payload 256 --contenders limit-stream,uds",
      "  ranvier bench throughput --mode call --in-flight 64",
      "  ranvier bench throughput --quick --json"
    })
final class ThroughputCommand implements Callable<Integer> {
  static final int DEFAULT_IN_FLIGHT = 64;
  private static final int MOST_IN_FLIGHT = 1024;

  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--mode",
      paramLabel = "frame|call",
      defaultValue = "frame",
      description =
          "What is counted of the engine: frames that nobody answers, or full calls as well"
              + " (default: ${DEFAULT-VALUE}).")
  private Mode mode;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Calls under way at a time with --mode call, 1 to 1024 (default: 64).")
  private Integer inFlight;

  /** What messages are: their names are what the user types. */
  enum Mode {
    /** Raw frames. */
    frame,
    /** Full calls, many at a time. */
    call
  }

  /** For the command line's parser. */
  ThroughputCommand() {}

  @Override
  public Integer call() {
    return ScenarioRun.run(scenario(), options, spec.commandLine());
  }

  private OneWayScenario scenario() {
    if (mode == Mode.frame) {
      if (inFlight != null) {
        throw invalid("--in-flight: only calls are in flight; add --mode call");
      }
      return OneWayScenario.ofMessages();
    }
    int calls = inFlight == null ? DEFAULT_IN_FLIGHT : inFlight;
    if (calls < 1 || calls > MOST_IN_FLIGHT) {
      throw invalid("--in-flight: from 1 to %d are possible: %d".formatted(MOST_IN_FLIGHT, calls));
    }
    return OneWayScenario.ofCalls(calls);
  }

  private ParameterException invalid(String what) {
    return new ParameterException(spec.commandLine(), "Invalid value for option " + what);
  }
}
