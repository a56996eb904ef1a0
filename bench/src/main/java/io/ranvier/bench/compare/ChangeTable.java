package io.ranvier.bench.compare;

import io.ranvier.bench.compare.Change.Verdict;
import io.ranvier.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a comparison as text for a terminal. */
public final class ChangeTable {
  private ChangeTable() {}

  /** Returns the text, with a line end after each line. */
  public static String write(RunComparison comparison) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: A %s, B %s",
        scenario(comparison),
        of(comparison.before()),
        of(comparison.after()));
    comparison.warnings().forEach(warning -> line(text, "warning: %s", warning));
    line(text, "");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "A", "B", "change", "p", "verdict"));
    comparison.changes().forEach(change -> rows.add(row(change)));
    text.append(TextTable.write(rows));
    line(text, "");
    line(text, "%s", verdict(comparison));
    return text.toString();
  }

  private static String scenario(RunComparison comparison) {
    return comparison.before().question().get("scenario");
  }

  private static String of(SavedRun run) {
    return "%s (commit %s, %s)".formatted(run.file(), run.commit(), run.date());
  }

  private static List<String> row(Change change) {
    return List.of(
        change.figure().name(),
        figure(change, change.before()),
        figure(change, change.after()),
        format("%+.1f %%", 100 * change.relative()),
        format("%.4f", change.pValue()),
        switch (change.verdict()) {
          case FASTER -> "faster";
          case SLOWER -> "SLOWER";
          case SAME -> "noise";
          case UNTOLD -> "too few rounds";
        });
  }

  private static String figure(Change change, double value) {
    return switch (change.figure().kind()) {
      case TIME -> format("%,.1f ns", value);
      case SHARE -> format("%.3f %%", value);
      case RATE -> format("%,.0f /s", value);
      case RATIO_OF_TIMES, RATIO_OF_RATES -> format(value < 0.1 ? "%.4f" : "%,.2f", value);
    };
  }

  private static String verdict(RunComparison comparison) {
    String slower = names(comparison, Verdict.SLOWER);
    if (!slower.isEmpty()) {
      return "Slower beyond noise: " + slower;
    }
    if (!comparison.lost().isEmpty()) {
      return "Measured in A and not in B: " + String.join(", ", comparison.lost());
    }
    String untold = names(comparison, Verdict.UNTOLD);
    if (comparison.isEmpty()) {
      return "Nothing to judge: no ratio of Ranvier's is in both.";
    }
    return untold.isEmpty()
        ? "No ratio of Ranvier's is slower beyond noise."
        : "Too few rounds to tell, measure with more (--rounds): " + untold;
  }

  private static String names(RunComparison comparison, Verdict verdict) {
    return comparison.changes().stream()
        .filter(change -> change.verdict() == verdict && change.figure().counts())
        .map(change -> change.figure().name())
        .collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder text, String pattern, Object... values) {
    text.append(format(pattern, values)).append(System.lineSeparator());
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
