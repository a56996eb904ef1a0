package io.ranvier.cli.bench;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.WaitMode;
import io.ranvier.bench.rig.CpuPair;
import io.ranvier.bench.rig.Load;
import io.ranvier.bench.rig.Workload;
import io.ranvier.bench.scenario.BenchSettings;
import io.ranvier.bench.scenario.Scenario;
import io.ranvier.cli.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that the scenarios of {@code ranvier bench} have in common. */
final class BenchOptions {
  private static final int LARGEST_PAYLOAD_BYTES = 64 << 20;
  private static final int MOST_ROUNDS = 999;
  private static final String ALL = "all";
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Leaves some seconds of the promised 40 for starting, printing and a last, slow pair. */
  private static final Duration QUICK_LIMIT = Duration.ofSeconds(33);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      split = ",",
      description =
          "Length of every message, 0 to 67108864 (default: 32; 1048576 with large, whose replies"
              + " have 8). With stream also several, separated by commas"
              + " (default: 32,256,4096,65536,1048576).")
  private List<Integer> payloads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "How often each contender is measured, 1 to 999 (default: 9; 5 with --quick; 3 with"
              + " idle).")
  private Integer rounds;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long each contender is measured per round, e.g. 500ms, 2s"
              + " (default: 500ms; 200ms with --quick; 5s and 2s with idle).")
  private Duration duration;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long each contender runs before it is measured"
              + " (default: 500ms; 200ms with --quick; 4s and 1s with connect).")
  private Duration warmup;

  @Option(
      names = "--wait",
      paramLabel = "spin|park",
      converter = WaitModeConverter.class,
      defaultValue = "spin",
      description =
          "How the measured threads wait: look at memory, or sleep in the kernel at once"
              + " (default: ${DEFAULT-VALUE}).")
  private WaitMode waitMode;

  @Option(
      names = "--contenders",
      paramLabel = "NAME",
      split = ",",
      description =
          "Which contenders to measure, in this order; all means every one that there is, peers too"
              + " (default: all but the peers).")
  private List<String> contenders;

  @Option(
      names = "--cpus",
      paramLabel = "A,B",
      converter = CpuPairConverter.class,
      description =
          "CPUs for the calling and the answering thread, or none to leave them to the kernel"
              + " (default: the last two that this process may use).")
  private CpuPair cpus;

  @Option(
      names = "--quick",
      description =
          "Fewer and shorter rounds, and an end before 40 seconds even if rounds are missing; with"
              + " all each scenario has these 40 seconds.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Option(
      names = "--hgrm",
      paramLabel = "DIR",
      description = "Also write an HdrHistogram percentile file per contender into this directory.")
  private Path histogramDirectory;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Also write a page with tables and charts into this directory: one file, <scenario>.html,"
              + " which needs no network.")
  private Path reportDirectory;

  /** For the command line's parser. */
  BenchOptions() {}

  /** Whether the result is to be printed for programs. */
  boolean isJson() {
    return json;
  }

  /**
   * Returns where percentile files go, if anywhere. The directory is made here, before anything is
   * measured.
   */
  Optional<Path> histogramDirectory() {
    return directory("--hgrm", histogramDirectory);
  }

  /** Returns where a page goes, if anywhere; made here, too. */
  Optional<Path> reportDirectory() {
    return directory("--report", reportDirectory);
  }

  private Optional<Path> directory(String option, Path directory) {
    if (directory == null) {
      return Optional.empty();
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw invalid(option, "cannot make the directory: " + e);
    }
    if (!Files.isWritable(directory)) {
      throw invalid(option, "cannot write into '" + directory + "'");
    }
    return Optional.of(directory);
  }

  /**
   * Returns the lengths of messages that were asked for, or the usual ones.
   *
   * @throws ParameterException when one is out of its range or named twice
   */
  List<Integer> payloads(List<Integer> usual) {
    if (payloads == null) {
      return usual;
    }
    checkEach("--payload", "length", payloads, 0, LARGEST_PAYLOAD_BYTES);
    return payloads;
  }

  /**
   * Checks the numbers of a scenario's own option.
   *
   * @throws ParameterException when one is not in 1 to {@code most} or named twice
   */
  void checkNumbers(String option, List<Integer> numbers, int most) {
    checkEach(option, "number", numbers, 1, most);
  }

  /** Returns the one length; that of the workload means nothing to a scenario of several. */
  private int payloadBytes(Scenario<?> scenario) {
    List<Integer> lengths = payloads(List.of(scenario.usualPayloadBytes()));
    if (lengths.size() > 1 && scenario.isOfOneLength()) {
      throw invalid("--payload", "one length only; 'ranvier bench stream' takes several");
    }
    return lengths.getFirst();
  }

  /**
   * Returns what the run is to do.
   *
   * @throws ParameterException when a value is out of its range
   */
  BenchSettings settings(Scenario<?> scenario) {
    checkContenders(List.of(scenario));
    return settings(scenario, chosen(scenario));
  }

  /**
   * Returns what the runs of several scenarios are to do: those that have one of the contenders, in
   * the order given.
   *
   * @throws ParameterException when a value is out of its range, or no scenario knows a contender
   */
  SequencedMap<Scenario<?>, BenchSettings> settings(List<Scenario<?>> scenarios) {
    checkContenders(scenarios);
    SequencedMap<Scenario<?>, BenchSettings> settings = new LinkedHashMap<>();
    for (Scenario<?> scenario : scenarios) {
      List<? extends Contender> chosen = chosen(scenario);
      if (!chosen.isEmpty()) {
        settings.put(scenario, settings(scenario, chosen));
      }
    }
    return settings;
  }

  private BenchSettings settings(Scenario<?> scenario, List<? extends Contender> chosen) {
    int payloadBytes = payloadBytes(scenario);
    int rounds = orElse(this.rounds, scenario.usualRounds(), Math.min(5, scenario.usualRounds()));
    checkRange("--rounds", rounds, 1, MOST_ROUNDS);
    Duration duration = this.duration == null ? scenario.usualDuration(quick) : this.duration;
    if (duration.compareTo(SHORTEST) < 0) {
      throw invalid("--duration", "at least 1ms is needed");
    }
    Duration warmup = this.warmup == null ? scenario.usualWarmup(quick) : this.warmup;
    return new BenchSettings(
        chosen,
        new Workload(
            payloadBytes,
            scenario.waitMode(waitMode),
            warmup.toNanos(),
            duration.toNanos(),
            Load.ONE.withInFlight(scenario.inFlight())),
        rounds,
        cpus == null ? CpuPair.lastAllowed() : cpus,
        quick ? QUICK_LIMIT.toNanos() : BenchSettings.NO_LIMIT);
  }

  private <T> T orElse(T value, T usual, T whenQuick) {
    return value != null ? value : quick ? whenQuick : usual;
  }

  /** Refuses names that none of the scenarios knows, and names that come twice. */
  private void checkContenders(List<? extends Scenario<?>> scenarios) {
    if (contenders == null || contenders.equals(List.of(ALL))) {
      return;
    }
    refuseEmpty("--contenders", contenders);
    List<String> known =
        scenarios.stream()
            .flatMap(scenario -> known(scenario).stream())
            .map(Contender::name)
            .distinct()
            .toList();
    Set<String> seen = new HashSet<>();
    for (String name : contenders) {
      if (!known.contains(name)) {
        throw invalid(
            "--contenders", "'%s' is not one of %s".formatted(name, String.join(", ", known)));
      }
      if (!seen.add(name)) {
        throw invalid("--contenders", "'" + name + "' is named twice");
      }
    }
  }

  private static List<Contender> known(Scenario<?> scenario) {
    List<Contender> known = new ArrayList<>(scenario.contenders());
    known.addAll(scenario.peers());
    return known;
  }

  /** Returns the scenario's contenders among those asked for, in the order asked for. */
  private List<? extends Contender> chosen(Scenario<?> scenario) {
    if (contenders == null) {
      return scenario.contenders();
    }
    List<Contender> known = known(scenario);
    if (contenders.equals(List.of(ALL))) {
      return known;
    }
    List<Contender> chosen = new ArrayList<>();
    for (String name : contenders) {
      known.stream().filter(it -> it.name().equals(name)).findFirst().ifPresent(chosen::add);
    }
    return chosen;
  }

  private void checkEach(String option, String what, List<Integer> values, int least, int most) {
    refuseEmpty(option, values);
    values.forEach(value -> checkRange(option, value, least, most));
    if (values.stream().distinct().count() < values.size()) {
      throw invalid(option, "a " + what + " is named twice");
    }
  }

  private void refuseEmpty(String option, List<?> values) {
    if (values.isEmpty()) {
      throw invalid(option, "it names nothing");
    }
  }

  private void checkRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw invalid(option, "%d is not in %d to %d".formatted(value, least, most));
    }
  }

  private ParameterException invalid(String option, String why) {
    return new ParameterException(
        spec.commandLine(), "Invalid value for option '%s': %s".formatted(option, why));
  }
}
