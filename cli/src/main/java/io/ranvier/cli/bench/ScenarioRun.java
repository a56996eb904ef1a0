package io.ranvier.cli.bench;

import io.ranvier.bench.report.HistogramFiles;
import io.ranvier.bench.report.HtmlReport;
import io.ranvier.bench.report.HumanTable;
import io.ranvier.bench.report.JsonReport;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.scenario.BenchOutcome;
import io.ranvier.bench.scenario.BenchRun;
import io.ranvier.bench.scenario.BenchSettings;
import io.ranvier.bench.scenario.Scenario;
import io.ranvier.cli.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine;

/** What all commands under {@code ranvier bench} do once their scenarios are known. */
final class ScenarioRun {
  private final Optional<Path> histograms;
  private final Optional<Path> pages;
  private final PrintWriter err;

  private ScenarioRun(BenchOptions options, CommandLine command) {
    this.histograms = options.histogramDirectory();
    this.pages = options.reportDirectory();
    this.err = command.getErr();
  }

  static int run(Scenario<?> scenario, BenchOptions options, CommandLine command) {
    BenchSettings settings = options.settings(scenario);
    ScenarioRun run = new ScenarioRun(options, command);
    BenchOutcome outcome = measure(scenario, settings);
    PrintWriter out = command.getOut();
    if (options.isJson()) {
      out.println(JsonReport.write(outcome.report()));
    } else {
      out.print(HumanTable.write(outcome.report()));
    }
    out.flush();
    return run.finish(scenario, outcome);
  }

  /**
   * Runs one after the other; tables are printed as they come, the JSON object at the end, also if
   * that comes early.
   */
  static int runAll(List<Scenario<?>> scenarios, BenchOptions options, CommandLine command) {
    Map<Scenario<?>, BenchSettings> settings = options.settings(scenarios);
    ScenarioRun run = new ScenarioRun(options, command);
    PrintWriter out = command.getOut();
    SequencedMap<String, RunReport> reports = new LinkedHashMap<>();
    int exitCode = ExitCode.OK;
    try {
      for (var entry : settings.entrySet()) {
        BenchOutcome outcome = measure(entry.getKey(), entry.getValue());
        reports.put(entry.getKey().name(), outcome.report());
        if (!options.isJson()) {
          out.println(HumanTable.write(outcome.report()));
          out.flush();
        }
        exitCode = Math.max(exitCode, run.finish(entry.getKey(), outcome));
      }
    } finally {
      if (options.isJson()) {
        out.println(JsonReport.write(reports));
        out.flush();
      }
    }
    return exitCode;
  }

  private static BenchOutcome measure(Scenario<?> scenario, BenchSettings settings) {
    try (ProgressLine progress = ProgressLine.open(scenario.name())) {
      return BenchRun.run(scenario, settings, progress);
    }
  }

  /** Ends a run whose result was printed; one that measured nothing has failed. */
  private int finish(Scenario<?> scenario, BenchOutcome outcome) {
    // First, so that a page that cannot be written does not hide it.
    outcome.doubts().forEach((name, why) -> err.printf("ranvier: %s %s%n", name, why));
    if (!outcome.report().hasFigures()) {
      err.println("ranvier: " + scenario.name() + " measured nothing; the result says why");
    }
    err.flush();
    if (outcome.report().hasFigures()) {
      writeFiles(scenario, outcome);
    }
    if (!outcome.doubts().isEmpty()) {
      return ExitCode.CHECK_FAILED;
    }
    return outcome.report().hasFigures() ? ExitCode.OK : ExitCode.FAILED;
  }

  /**
   * Writes what is wanted beside the result itself, which is printed before: it shall not be lost.
   */
  private void writeFiles(Scenario<?> scenario, BenchOutcome outcome) {
    histograms.ifPresent(
        directory -> HistogramFiles.write(directory, scenario.name(), outcome.times()));
    pages.ifPresent(directory -> {
      Path page = HtmlReport.write(directory, outcome.report(), outcome.times());
      err.println("ranvier: wrote " + page);
      err.flush();
    });
  }
}
