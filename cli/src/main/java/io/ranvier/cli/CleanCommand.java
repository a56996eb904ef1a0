package io.ranvier.cli;

import io.ranvier.endpoint.EndpointStatus;
import io.ranvier.endpoint.EndpointStatus.State;
import io.ranvier.endpoint.Endpoints;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ranvier clean}. */
@Command(
    name = "clean",
    description = "Removes what dead servers left in a directory of endpoints, and nothing else.",
    exitCodeList = {
      "0:success: no dead endpoint is left",
      "1:the directory cannot be used, or something in it could not be removed",
      "2:wrong use: an unknown option or a bad value"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier clean",
      "  ranvier clean --root /dev/shm/trading",
      "",
      "Safe at any time: it holds the lock that servers hold while they start and stop, and a"
          + " server that lives is never touched, also when it is stopped. It prints what it"
          + " removed and what it could not; with --json all endpoints."
    })
final class CleanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RootOptions options;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /** For the command line's parser. */
  CleanCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<EndpointStatus> all = options.endpoints(Endpoints::clean);
    if (json) {
      new EndpointTable(all).printJson(options.path(), out);
    } else {
      new EndpointTable(all.stream().filter(found -> found.state() != State.LIVE).toList())
          .print(out);
    }
    boolean clean =
        all.stream().allMatch(it -> it.state() == State.LIVE || it.state() == State.REMOVED);
    return clean ? ExitCode.OK : ExitCode.FAILED;
  }
}
