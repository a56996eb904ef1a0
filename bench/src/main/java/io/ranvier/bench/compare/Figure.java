package io.ranvier.bench.compare;

import java.util.List;

/**
 * One figure of a saved run.
 *
 * @param name the contender or ratio, and which of its figures
 * @param kind what its numbers mean
 * @param rounds its value in each kept round
 */
record Figure(String name, Kind kind, List<Double> rounds) {
  /** How the names of this project's own contenders begin. */
  static final String OURS = "ranvier";

  /** What numbers mean, and which are better. */
  enum Kind {
    /** Nanoseconds. */
    TIME(false, false),
    /** Percent of something used. */
    SHARE(false, false),
    /** Messages a second. */
    RATE(true, false),
    /** One time over another. */
    RATIO_OF_TIMES(false, true),
    /** One rate over another. */
    RATIO_OF_RATES(true, true);

    private final boolean moreIsFaster;
    private final boolean ratio;

    Kind(boolean moreIsFaster, boolean ratio) {
      this.moreIsFaster = moreIsFaster;
      this.ratio = ratio;
    }

    boolean isMoreFaster() {
      return moreIsFaster;
    }

    boolean isRatio() {
      return ratio;
    }
  }

  Figure {
    rounds = List.copyOf(rounds);
  }

  /** Whether a run that is worse in this figure is slower: it is a ratio of our own. */
  boolean counts() {
    return kind.isRatio() && name.startsWith(OURS);
  }
}
