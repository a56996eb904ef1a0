package io.ranvier.cli;

import io.ranvier.bench.report.HistogramFiles;
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
  private ScenarioRun() {}

  static int run(Scenario<?> scenario, BenchOptions options, CommandLine command) {
    BenchSettings settings = options.settings(scenario);
    RunReport report = measure(scenario, settings, options.histogramDirectory());
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
    Optional<Path> histograms = options.histogramDirectory();
    PrintWriter out = command.getOut();
    SequencedMap<String, RunReport> reports = new LinkedHashMap<>();
    settings.forEach((scenario, chosen) -> {
      RunReport report = measure(scenario, chosen, histograms);
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

  private static RunReport measure(
      Scenario<?> scenario, BenchSettings settings, Optional<Path> histograms) {
    BenchOutcome outcome;
    try (ProgressLine progress = ProgressLine.open(scenario.name())) {
      outcome = BenchRun.run(scenario, settings, progress);
    }
    histograms.ifPresent(
        directory -> HistogramFiles.write(directory, scenario.name(), outcome.times()));
    return outcome.report();
  }
}
