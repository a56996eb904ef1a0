package io.ranvier.bench.report;

import io.ranvier.bench.report.HistogramFiles.Scaled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Writes a report as one page that refers to nothing outside itself: the environment, the tables of
 * the terminal, and charts.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      body{font-family:sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#222}
      table{border-collapse:collapse;margin:1em 0}
      th,td{padding:.25em .8em;border-bottom:1px solid #ccc;text-align:right}
      th:first-child,td:first-child{text-align:left}
      figure{margin:2em 0}svg{max-width:100%;height:auto}svg text{font-family:sans-serif}
      """;

  private final RunReport report;
  private final Map<String, Scaled> times;
  private final Markup page = new Markup();

  private HtmlReport(RunReport report, Map<String, Scaled> times) {
    this.report = report;
    this.times = times;
  }

  /**
   * Writes {@code <scenario>.html} into an existing directory.
   *
   * @param times of each contender, by its name, for curves
   * @return the file
   */
  public static Path write(Path directory, RunReport report, Map<String, Scaled> times) {
    Path file = directory.resolve(report.scenario() + ".html");
    try {
      return Files.writeString(file, text(report, times));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  static String text(RunReport report, Map<String, Scaled> times) {
    return "<!DOCTYPE html>\n" + new HtmlReport(report, times).html();
  }

  private String html() {
    String title = "Ranvier bench: " + report.scenario();
    page.raw("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n");
    page.element(
        "head",
        () ->
            page.raw("<meta charset=\"utf-8\"/>").element("title", title).element("style", STYLE));
    page.element(
        "body",
        () -> {
          page.element("h1", title);
          HumanTable.parts(report).forEach(this::part);
          page.element("h2", "Charts");
          charts();
          page.element("h2", "Environment");
          environment();
        });
    return page.raw("</html>\n").toString();
  }

  private void part(HumanTable.Part part) {
    switch (part) {
      case HumanTable.Line line when line.text().isEmpty() -> {}
      case HumanTable.Line line -> page.element("p", line.text());
      case HumanTable.Table table ->
          page.element(
              "table",
              () -> {
                row("th", table.rows().getFirst());
                table.rows().stream().skip(1).forEach(row -> row("td", row));
              });
    }
  }

  private void row(String cell, List<String> values) {
    page.element("tr", () -> values.forEach(value -> page.element(cell, value)));
  }

  private void environment() {
    page.element(
        "table",
        () -> {
          row("th", List.of("what", "value"));
          JsonReport.fields(report.environment())
              .forEach((name, value) -> row("td", List.of(name, String.valueOf(value))));
        });
  }

  /** A host without any font has tables only, and is told why. */
  private void charts() {
    try {
      figures().forEach(svg -> page.element("figure", () -> page.raw(svg)));
    } catch (LinkageError | InternalError | RuntimeException e) {
      page.element(
          "p",
          "No charts: the JVM cannot draw text here; install fontconfig and a font, such as"
              + " DejaVu. It says: "
              + e);
    }
  }

  private List<String> figures() {
    SequencedMap<String, Map<String, Double>> latencies = new LinkedHashMap<>();
    SequencedMap<String, Map<String, Double>> rates = new LinkedHashMap<>();
    SequencedMap<String, Map<String, Double>> idleTimes = new LinkedHashMap<>();
    for (Result result : report.results()) {
      switch (result) {
        case Result.Latency latency ->
            latencies.put(latency.name(), pair("p50", latency.p50Ns(), "p99", latency.p99Ns()));
        case Result.Connect connect ->
            latencies.put(connect.name(), pair("p50", connect.p50Ns(), "p99", connect.p99Ns()));
        case Result.Idle idle ->
            idleTimes.put(
                idle.name(),
                pair("server", idle.serverCpuPercent(), "client", idle.clientCpuPercent()));
        case Result.Rate rate -> rates.put(rate.name(), Map.of("rate", rate.messagesPerSecond()));
        case Result.Unavailable missing -> {}
      }
    }
    SequencedMap<String, Map<String, Double>> ratios = new LinkedHashMap<>();
    report
        .ratios()
        .forEach((name, ratio) -> {
          double median =
              switch (ratio) {
                case Ratio.Latency latency -> latency.p50();
                case Ratio.Rate rate -> rate.messagesPerSecond();
              };
          ratios.put(name, Map.of("median over the rounds", median));
        });
    SequencedMap<String, String> figures = new LinkedHashMap<>();
    if (!times.isEmpty()) {
      figures.put("curves", new SvgChart("curves").percentiles(times));
    }
    addBars(figures, "Latency", "ns", latencies);
    addBars(figures, "Rate", "messages per second", rates);
    addBars(figures, "CPU time while idle", "percent of one CPU", idleTimes);
    addBars(figures, "Ratios", "times the other", ratios);
    return List.copyOf(figures.values());
  }

  private static void addBars(
      SequencedMap<String, String> figures,
      String title,
      String unit,
      SequencedMap<String, Map<String, Double>> bars) {
    if (!bars.isEmpty()) {
      figures.put(title, new SvgChart(title.toLowerCase(Locale.ROOT)).bars(title, unit, bars));
    }
  }

  private static Map<String, Double> pair(String one, double first, String other, double second) {
    SequencedMap<String, Double> pair = new LinkedHashMap<>();
    pair.put(one, first);
    pair.put(other, second);
    return pair;
  }
}
