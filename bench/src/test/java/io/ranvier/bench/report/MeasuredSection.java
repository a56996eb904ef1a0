package io.ranvier.bench.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** What the README shows of the saved results: a table, a picture and where they come from. */
final class MeasuredSection {
  static final Path RESULTS = Path.of("results");

  /** The limits of both scenarios share a row: no other contender is in one scenario only. */
  private static final Map<String, String> ONE_ROW = Map.of("limit-stream", "limit");

  private final Map<String, Object> roundTrips = saved("rtt.json");
  private final Map<String, Object> oneWay = saved("throughput.json");

  /** Returns the table and its source, as Markdown. */
  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| | round trip p50 | p99 | p50 to the limit | one way | to the limit |");
    lines.add("|---|---|---|---|---|---|");
    for (String name : rows()) {
      lines.add(
          "| %s | %s | %s | %s | %s | %s |"
              .formatted(
                  name,
                  time(name, "p50Ns"),
                  time(name, "p99Ns"),
                  ratio(roundTrips, name + "/limit", "p50"),
                  rate(name),
                  ratio(oneWay, name + "/limit-stream", "messagesPerSecond")));
    }
    lines.add("");
    lines.add(source(roundTrips, "bench/results/rtt.json"));
    lines.add(source(oneWay, "bench/results/throughput.json"));
    return String.join("\n", lines) + "\n";
  }

  /** Draws the round trips; the labels carry the figures. */
  String picture() {
    SequencedMap<String, Map<String, Double>> bars = new LinkedHashMap<>();
    for (String label : labels()) {
      String name = label.substring(0, label.indexOf(' '));
      bars.put(label, Map.of("p50", number(result(roundTrips, name), "p50Ns")));
    }
    String svg = new SvgChart("rtt").bars("Round trip of 32 bytes, p50", "ns", bars);
    return svg.replaceFirst("<svg ", "<svg style=\"background:white\" ");
  }

  /** Returns what stands beside the bars: those that fit into one picture. */
  List<String> labels() {
    double longest = 20 * number(result(roundTrips, "limit"), "p50Ns");
    List<String> labels = new ArrayList<>();
    for (String name : rows()) {
      Map<?, ?> result = result(roundTrips, name);
      if (result != null && number(result, "p50Ns") <= longest) {
        labels.add("%s %s".formatted(name, time(name, "p50Ns")));
      }
    }
    return labels;
  }

  private Set<String> rows() {
    Set<String> names = new LinkedHashSet<>();
    for (Map<String, Object> run : List.of(roundTrips, oneWay)) {
      for (Object each : (List<?>) run.get("results")) {
        Map<?, ?> result = (Map<?, ?>) each;
        if (!result.containsKey("unavailable")) {
          String name = (String) result.get("name");
          names.add(ONE_ROW.getOrDefault(name, name));
        }
      }
    }
    return names;
  }

  private String time(String name, String field) {
    Map<?, ?> result = result(roundTrips, name);
    return result == null ? "" : String.format(Locale.ROOT, "%,.0f ns", number(result, field));
  }

  private String rate(String name) {
    Map<?, ?> result = result(oneWay, name.equals("limit") ? "limit-stream" : name);
    return result == null
        ? ""
        : String.format(Locale.ROOT, "%.3g M/s", number(result, "messagesPerSecond") / 1e6);
  }

  private static String ratio(Map<String, Object> run, String name, String field) {
    Object found = ((Map<?, ?>) run.get("ratios")).get(name);
    if (!(found instanceof Map<?, ?> ratio)) {
      return "";
    }
    List<?> spread = (List<?>) ratio.get("spread");
    return "%s (%s to %s)"
        .formatted(
            short3(number(ratio, field)),
            short3(((Number) spread.get(0)).doubleValue()),
            short3(((Number) spread.get(1)).doubleValue()));
  }

  private static String short3(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static String source(Map<String, Object> run, String file) {
    Map<?, ?> environment = (Map<?, ?>) run.get("environment");
    return "`%s`: %s, %s, JDK %s, tier %s, CPUs %s, %d rounds, commit %s, %s."
        .formatted(
            file,
            environment.get("cpu"),
            environment.get("kernel"),
            environment.get("jdk"),
            environment.get("tier"),
            environment.get("pinnedCpus"),
            ((Number) run.get("rounds")).intValue(),
            environment.get("commit"),
            environment.get("date"));
  }

  private static Map<?, ?> result(Map<String, Object> run, String name) {
    for (Object each : (List<?>) run.get("results")) {
      Map<?, ?> result = (Map<?, ?>) each;
      if (name.equals(result.get("name")) && !result.containsKey("unavailable")) {
        return result;
      }
    }
    return null;
  }

  private static double number(Map<?, ?> object, String field) {
    return ((Number) object.get(field)).doubleValue();
  }

  private static Map<String, Object> saved(String file) {
    try {
      return JSON.std.mapFrom(Files.readString(RESULTS.resolve(file)));
    } catch (IOException e) {
      throw new AssertionError("no saved result: " + file, e);
    }
  }
}
