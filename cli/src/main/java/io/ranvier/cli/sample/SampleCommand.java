package io.ranvier.cli.sample;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ranvier sample}: a home for the samples, which inherit its exit codes. */
@Command(
    name = "sample",
    scope = ScopeType.INHERIT,
    description = "Runs small systems of several processes that use Ranvier.",
    synopsisSubcommandLabel = "SAMPLE",
    subcommands = {FeedCommand.class},
    exitCodeList = {
      "0:ended after --duration",
      "1:a process of the system has failed",
      "2:wrong use: an unknown option or a bad value",
      "130:ended by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ranvier sample feed", "  ranvier sample feed --duration 10s --rate 100000"})
public final class SampleCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** For the command line's parser. */
  SampleCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
