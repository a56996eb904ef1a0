package io.ranvier.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Rows in columns: the first one left, the others right. */
public final class TextTable {
  private TextTable() {}

  /**
   * Returns the text, with a line end after each row.
   *
   * @param rows all as long as the first, which is usually the heading
   */
  public static String write(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringJoiner cells = new StringJoiner("   ");
      for (int column = 0; column < widths.length; column++) {
        String form = (column == 0 ? "%-" : "%") + Math.max(1, widths[column]) + "s";
        cells.add(String.format(Locale.ROOT, form, row.get(column)));
      }
      text.append(cells.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
