package io.ranvier.cli.sample;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code ranvier sample}: a home for the samples. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = "Runs small systems of several processes that use Ranvier.",
    synopsisSubcommandLabel = "SAMPLE",
    subcommands = {FeedCommand.class})
public final class SampleCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** For the command line's parser. */
  SampleCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
