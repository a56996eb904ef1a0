package io.ranvier.bench.scenario;

import java.util.Locale;

/**
 * A figure that is to be reached; what a run found of it is said in a note.
 *
 * @param limit the worst that reaches it
 * @param atMost whether less is better
 * @param unit behind the figure, with a space before it; empty for ratios
 */
record Bar(double limit, boolean atMost, String unit) {
  static Bar atLeast(double limit) {
    return new Bar(limit, false, "");
  }

  static Bar atMost(double limit, String unit) {
    return new Bar(limit, true, unit);
  }

  /** Says of something found whether it reaches the bar. */
  String note(String what, double found) {
    return String.format(
        Locale.ROOT,
        "%s is %,.3f%s: %s the bar of %,.2f%s",
        what,
        found,
        unit,
        (atMost ? found <= limit : found >= limit) ? "reaches" : "misses",
        limit,
        unit);
  }
}
