package io.ranvier.bench.compare;

import io.ranvier.bench.figures.Series;

/**
 * One figure in two runs.
 *
 * @param figure as the first run has it
 * @param before median over the first run's rounds
 * @param after the same of the second
 * @param pValue how often such a difference comes by chance
 * @param verdict what that means
 */
public record Change(Figure figure, double before, double after, double pValue, Verdict verdict) {
  /** A difference that comes by chance more often than that is noise. */
  private static final double LEAST_RARE = 0.01;

  /** A difference smaller than that, relative to the first median, is none. */
  private static final double LEAST_CHANGE = 0.02;

  /** What can be said of a figure. */
  public enum Verdict {
    /** The second run is faster beyond noise. */
    FASTER,
    /** The second run is slower beyond noise. */
    SLOWER,
    /** The difference may be noise, or is too small to matter. */
    SAME,
    /** Too few rounds: no difference would be beyond noise. */
    UNTOLD
  }

  static Change between(Figure before, Figure after) {
    double first = Series.of(before.rounds()).median();
    double second = Series.of(after.rounds()).median();
    double pValue = RankTest.pValue(before.rounds(), after.rounds());
    return new Change(before, first, second, pValue, verdict(before, after, pValue));
  }

  private static Verdict verdict(Figure before, Figure after, double pValue) {
    if (RankTest.leastPValue(before.rounds().size(), after.rounds().size()) >= LEAST_RARE) {
      return Verdict.UNTOLD;
    }
    double first = Series.of(before.rounds()).median();
    double second = Series.of(after.rounds()).median();
    if (pValue >= LEAST_RARE || Math.abs(second - first) < LEAST_CHANGE * Math.abs(first)) {
      return Verdict.SAME;
    }
    return second > first == before.kind().isMoreFaster() ? Verdict.FASTER : Verdict.SLOWER;
  }

  /** Returns the change relative to the first run: 0.1 is 10 % more. */
  double relative() {
    return (after - before) / before;
  }

  /** Whether this says that the second run is slower: in a ratio of our own. */
  public boolean isSlowdown() {
    return verdict == Verdict.SLOWER && figure.counts();
  }
}
