package io.ranvier.cli;

import io.ranvier.endpoint.Endpoints;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ranvier list}. */
@Command(
    name = "list",
    description = "Lists the endpoints of a directory: which servers live, which are dead.",
    exitCodeList = {
      "0:success, also when there are none",
      "1:the directory cannot be used",
      "2:wrong use: an unknown option or a bad value"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ranvier list",
      "  ranvier list --root /dev/shm/trading --json",
      "",
      "A server is live as long as its process is, also when that is stopped. What a dead one left"
          + " is taken over by the next server of that name, or removed by 'ranvier clean'."
    })
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RootOptions options;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /** For the command line's parser. */
  ListCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    EndpointTable table = new EndpointTable(options.endpoints(Endpoints::list));
    if (json) {
      table.printJson(options.path(), out);
    } else {
      table.print(out);
    }
    return ExitCode.OK;
  }
}
