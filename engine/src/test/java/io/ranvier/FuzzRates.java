package io.ranvier;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The rates of the untouched connection, in pairs of sections that followed each other: beside a
 * connection that was damaged, and beside an honest one that was as busy for as long.
 */
final class FuzzRates {
  /** What is left of the rate beside a damaged connection, at least. */
  static final double LEAST = 0.8;

  /** Fewer pairs tell nothing. */
  private static final int FEWEST = 5;

  private final List<Double> ratios = new ArrayList<>();
  private double damaged;

  /** Notes a section beside a damaged connection. */
  void damaged(long calls, long ns) {
    damaged = (double) calls / ns;
  }

  /** Notes the section beside an honest one that followed it. */
  void honest(long calls, long ns) {
    if (calls > 0 && damaged > 0) {
      ratios.add(damaged * ns / calls);
    }
  }

  /** Begins the comparison anew, unless it has not got far. */
  void again() {
    if (ratios.size() >= FEWEST) {
      ratios.clear();
    }
  }

  int pairs() {
    return ratios.size();
  }

  /** Returns the ratio in the middle; 0 if there is none. */
  double median() {
    List<Double> sorted = new ArrayList<>(ratios);
    Collections.sort(sorted);
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }

  boolean isEnough() {
    return ratios.size() >= FEWEST && median() >= LEAST;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "untouched %.2f of the rate beside an honest one, %d pairs",
        median(),
        pairs());
  }
}
