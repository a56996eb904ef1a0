package io.ranvier.cli;

import io.ranvier.bench.report.HistogramFiles;
import io.ranvier.bench.report.HtmlReport;
import io.ranvier.bench.report.HumanTable;
import io.ranvier.bench.report.JsonReport;
import io.ranvier.bench.scenario.BenchOutcome;
import io.ranvier.bench.scenario.BenchRun;
import io.ranvier.bench.scenario.BenchSettings;
import io.ranvier.bench.scenario.Scenario;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;

/** What all commands under {@code ranvier bench} do once their scenario is known. */
final class ScenarioRun {
  private ScenarioRun() {}

  static int run(Scenario<?> scenario, BenchOptions options, CommandLine command) {
    BenchSettings settings = options.settings(scenario);
    Optional<Path> histograms = options.histogramDirectory();
    Optional<Path> pages = options.reportDirectory();
    BenchOutcome outcome;
    try (ProgressLine progress = ProgressLine.open(scenario.name())) {
      outcome = BenchRun.run(scenario, settings, progress);
    }
    histograms.ifPresent(
        directory -> HistogramFiles.write(directory, scenario.name(), outcome.times()));
    pages.ifPresent(directory -> {
      Path page = HtmlReport.write(directory, outcome.report(), outcome.times());
      command.getErr().println("ranvier: wrote " + page);
      command.getErr().flush();
    });
    PrintWriter out = command.getOut();
    if (options.isJson()) {
      out.println(JsonReport.write(outcome.report()));
    } else {
      out.print(HumanTable.write(outcome.report()));
    }
    out.flush();
    return ExitCode.OK;
  }
}
