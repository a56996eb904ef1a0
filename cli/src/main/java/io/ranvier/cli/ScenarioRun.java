package io.ranvier.cli;

import io.ranvier.bench.report.HistogramFiles;
import io.ranvier.bench.report.HtmlReport;
import io.ranvier.bench.report.HumanTable;
import io.ranvier.bench.report.JsonReport;
import io.ranvier.bench.report.RunReport;
import io.ranvier.bench.scenario.BenchOutcome;
import io.ranvier.bench.scenario.BenchRun;
import io.ranvier.bench.scenario.BenchSettings;
import io.ranvier.bench.scenario.Scenario;
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
    RunReport report = new ScenarioRun(options, command).measure(scenario, settings);
    PrintWriter out = command.getOut();
    if (options.isJson()) {
      out.println(JsonReport.write(report));
    } else {
      out.print(HumanTable.write(report));
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Runs one after the other; tables are printed as they come, the JSON object at the end. */
  static int runAll(List<Scenario<?>> scenarios, BenchOptions options, CommandLine command) {
    Map<Scenario<?>, BenchSettings> settings = options.settings(scenarios);
    ScenarioRun run = new ScenarioRun(options, command);
    PrintWriter out = command.getOut();
    SequencedMap<String, RunReport> reports = new LinkedHashMap<>();
    settings.forEach((scenario, chosen) -> {
      RunReport report = run.measure(scenario, chosen);
      reports.put(scenario.name(), report);
      if (!options.isJson()) {
        out.println(HumanTable.write(report));
        out.flush();
      }
    });
    if (options.isJson()) {
      out.println(JsonReport.write(reports));
      out.flush();
    }
    return ExitCode.OK;
  }

  /** Measures and writes what is wanted beside the result itself. */
  private RunReport measure(Scenario<?> scenario, BenchSettings settings) {
    BenchOutcome outcome;
    try (ProgressLine progress = ProgressLine.open(scenario.name())) {
      outcome = BenchRun.run(scenario, settings, progress);
    }
    histograms.ifPresent(
        directory -> HistogramFiles.write(directory, scenario.name(), outcome.times()));
    pages.ifPresent(directory -> {
      Path page = HtmlReport.write(directory, outcome.report(), outcome.times());
      err.println("ranvier: wrote " + page);
      err.flush();
    });
    return outcome.report();
  }
}
