package io.ranvier.cli.sample;

import io.ranvier.cli.DurationConverter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ranvier sample feed}. */
@Command(
    name = "feed",
    description =
        "A feed handler broadcasts an order book, a strategy reads it and sends orders by call to a"
            + " gateway: three processes, until Ctrl-C.",
    footerHeading = "%nTry:%n",
    footer = {
      "  kill -9 the strategy, whose pid is printed: the others report it and go on",
      "  ranvier sample feed --join DIR      a strategy that joins a running sample"
    })
final class FeedCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "60m",
      description = "End after that time, such as 10s; default: ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Updates of the book per second; default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--join",
      paramLabel = "DIR",
      description = "Start one more strategy, in the sample whose directory that is.")
  private Path join;

  @Option(names = "--role", hidden = true)
  private String role;

  @Option(names = "--root", hidden = true)
  private Path root;

  /** For the command line's parser. */
  FeedCommand() {}

  @Override
  public Integer call() throws Exception {
    if (rate < 1 || rate > 10_000_000) {
      throw new ParameterException(
          spec.commandLine(), "--rate %d: choose 1 to 10,000,000".formatted(rate));
    }
    if (role == null && join == null) {
      boolean terminal = System.console() != null && System.console().isTerminal();
      return new FeedSample(spec.commandLine().getOut(), terminal).run(rate, duration);
    }
    Role running = join != null ? new StrategyRole(join) : role();
    running.watchInput();
    return running.run();
  }

  private Role role() {
    return switch (role) {
      case FeedRole.ENDPOINT -> new FeedRole(root, rate);
      case GatewayRole.ENDPOINT -> new GatewayRole(root);
      case StrategyRole.NAME -> new StrategyRole(root);
      default -> throw new ParameterException(spec.commandLine(), "unknown role: " + role);
    };
  }
}
