package io.ranvier.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a report as text for a terminal. */
public final class HumanTable {
  private final RunReport report;
  private final List<Part> parts = new ArrayList<>();

  /** What follows one another in a report. */
  sealed interface Part {}

  /** A line; empty between tables. */
  record Line(String text) implements Part {}

  /**
   * A table.
   *
   * @param rows the heading first, all of the same length
   */
  record Table(List<List<String>> rows) implements Part {}

  private HumanTable(RunReport report) {
    this.report = report;
  }

  /** Returns the text, with a line end after each line. */
  public static String write(RunReport report) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts(report)) {
      switch (part) {
        case Line line -> text.append(line.text()).append(System.lineSeparator());
        case Table table -> text.append(TextTable.write(table.rows()));
      }
    }
    return text.toString();
  }

  /** Returns the same in its parts, for other ways to show it. */
  static List<Part> parts(RunReport report) {
    HumanTable table = new HumanTable(report);
    table.heading();
    table.results();
    table.ratios();
    table.remarks();
    return table.parts;
  }

  private void heading() {
    Environment on = report.environment();
    line(
        "%s:%s %s,%s %d rounds of %s",
        report.scenario(),
        report.payloadBytes() == null ? "" : format(" %,d bytes,", report.payloadBytes()),
        report.waitMode(),
        report.inFlight() == 1 ? "" : " %d in flight,".formatted(report.inFlight()),
        report.rounds(),
        milliseconds(on.durationMs()));
    line(
        "%s; %d CPUs on %d cores; JDK %s; %s; tier %d; %s; commit %s",
        on.cpu(),
        on.topology().threads(),
        on.topology().cores(),
        on.jdk(),
        on.kernel(),
        on.tier(),
        on.pinnedCpus().isEmpty() ? "not pinned" : "pinned to CPUs " + on.pinnedCpus(),
        on.commit());
    line("");
  }

  private void results() {
    List<List<String>> rates = new ArrayList<>();
    List<List<String>> latencies = new ArrayList<>();
    List<List<String>> connects = new ArrayList<>();
    List<List<String>> idles = new ArrayList<>();
    for (Result result : report.results()) {
      switch (result) {
        case Result.Connect connect -> connects.add(row(connect));
        case Result.Idle idle -> idles.add(row(idle));
        case Result.Latency latency -> latencies.add(row(latency));
        case Result.Rate rate -> rates.add(row(rate));
        case Result.Unavailable missing -> line("%s: %s", missing.name(), missing.unavailable());
      }
    }
    table(List.of("per second", "messages", "GB", "count"), rates);
    table(List.of("ns", "p50", "p90", "p99", "p99.9", "max", "count"), latencies);
    table(List.of("ns to the reply", "cold", "p50", "p90", "p99", "max", "count", "KiB"), connects);
    table(List.of("% of a CPU", "together", "server", "client", "connections"), idles);
  }

  private static List<String> row(Result.Idle idle) {
    return List.of(
        idle.name(),
        format("%.3f", idle.cpuPercent()),
        format("%.3f", idle.serverCpuPercent()),
        format("%.3f", idle.clientCpuPercent()),
        format("%,d", idle.connections()));
  }

  private static List<String> row(Result.Connect connect) {
    return List.of(
        connect.name(),
        nanoseconds(connect.coldNs()),
        nanoseconds(connect.p50Ns()),
        nanoseconds(connect.p90Ns()),
        nanoseconds(connect.p99Ns()),
        nanoseconds(connect.maxNs()),
        format("%,d", connect.count()),
        connect.memoryBytes() == null ? "-" : format("%,d", connect.memoryBytes() >> 10));
  }

  private static List<String> row(Result.Latency latency) {
    return List.of(
        latency.name(),
        nanoseconds(latency.p50Ns()),
        nanoseconds(latency.p90Ns()),
        nanoseconds(latency.p99Ns()),
        nanoseconds(latency.p999Ns()),
        nanoseconds(latency.maxNs()),
        format("%,d", latency.count()));
  }

  private static List<String> row(Result.Rate rate) {
    return List.of(
        rate.name(),
        format("%,.0f", rate.messagesPerSecond()),
        format("%,.3f", rate.bytesPerSecond() / 1e9),
        format("%,d", rate.count()));
  }

  private void ratios() {
    List<List<String>> rates = new ArrayList<>();
    List<List<String>> latencies = new ArrayList<>();
    report
        .ratios()
        .forEach((name, ratio) -> {
          switch (ratio) {
            case Ratio.Latency latency -> latencies.add(row(name, latency));
            case Ratio.Rate rate -> rates.add(row(name, rate));
          }
        });
    table(List.of("ratio", "rate", "spread"), rates);
    table(List.of("ratio", "p50", "spread", "over it", "p99"), latencies);
  }

  private static List<String> row(String name, Ratio.Latency latency) {
    return List.of(
        name,
        ratio(latency.p50()),
        spread(latency),
        nanoseconds(latency.overheadNs()) + " ns",
        ratio(latency.p99()));
  }

  private static List<String> row(String name, Ratio.Rate rate) {
    return List.of(name, ratio(rate.messagesPerSecond()), spread(rate));
  }

  private static String spread(Ratio ratio) {
    return ratio(ratio.spread().getFirst()) + " .. " + ratio(ratio.spread().getLast());
  }

  private void remarks() {
    for (Result result : report.results()) {
      if (result instanceof Result.Rate rate
          && rate.clients() != null
          && rate.clients().count() > 1) {
        Result.Clients clients = rate.clients();
        line(
            "%s: %,.0f a second by each of %d clients, %,.0f by the slowest, %,.0f by the fastest",
            rate.name(),
            clients.messagesPerSecond(),
            clients.count(),
            clients.slowest(),
            clients.fastest());
      }
      if (result instanceof Result.Latency latency
          && latency.parksPerRoundTrip() != null
          && report.waitMode().equals("park")) {
        Result.Parks parks = latency.parksPerRoundTrip();
        line(
            "%s slept %.2f times per round trip on the calling side, %.2f on the answering side",
            latency.name(), parks.calling(), parks.answering());
      }
    }
    report.results().forEach(this::keptRounds);
    if (report.discardedRounds() > 0) {
      line(
          "%d measurements thrown away: the limit moved by more than 10 %% meanwhile",
          report.discardedRounds());
    }
    report.environment().notes().forEach(note -> line("note: %s", note));
  }

  /** Says of how many rounds the figures are, where that is not all of them. */
  private void keptRounds(Result result) {
    int kept =
        switch (result) {
          case Result.Connect connect -> connect.perRound().size();
          case Result.Idle idle -> idle.perRound().size();
          case Result.Latency latency -> latency.perRound().size();
          case Result.Rate rate -> rate.perRound().size();
          case Result.Unavailable _ -> report.rounds();
        };
    if (kept < report.rounds()) {
      line("%s: %d of %d rounds count", result.name(), kept, report.rounds());
    }
  }

  /** Adds rows in columns; nothing if there are none. */
  private void table(List<String> heading, List<List<String>> body) {
    if (body.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>(body);
    rows.addFirst(heading);
    parts.add(new Table(rows));
    line("");
  }

  private void line(String pattern, Object... values) {
    parts.add(new Line(format(pattern, values).stripTrailing()));
  }

  /** Three digits or so, whatever the size. */
  private static String ratio(double value) {
    String pattern = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.4f";
    return format(pattern, value);
  }

  private static String nanoseconds(double value) {
    return format(Math.abs(value) < 1_000 ? "%,.1f" : "%,.0f", value);
  }

  private static String milliseconds(double value) {
    return value >= 1_000 ? format("%.1f s", value / 1_000) : format("%.0f ms", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
