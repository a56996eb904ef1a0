package io.ranvier.bench.figures;

/**
 * The step by which {@link System#nanoTime()} advances on this host, in nanoseconds.
 *
 * <p>Some processors count time in steps of 10 ns and more. Figures of 100 ns then come in steps of
 * 10 %, which is as much as two limits of a pair may differ. {@link Percentiles} uses the step to
 * read between them.
 */
public final class ClockStep {
  private static final int SAMPLES = 200_000;
  private static final int LONGEST_NS = 1_000;

  /** A difference seen more rarely than this is a disturbance. */
  private static final int RARE = SAMPLES / 1_000;

  private ClockStep() {}

  /** Looks at the clock for a few milliseconds; 1.0 when no coarser step can be told. */
  public static double measureNs() {
    int[] seen = new int[LONGEST_NS];
    long last = System.nanoTime();
    for (int i = 0; i < SAMPLES; i++) {
      // Pauses of changing length, so that several multiples of the step occur.
      for (int pause = i & 7; pause > 0; pause--) {
        Thread.onSpinWait();
      }
      long now = System.nanoTime();
      long difference = now - last;
      last = now;
      if (difference >= 0 && difference < LONGEST_NS) {
        seen[(int) difference]++;
      }
    }
    return stepOf(seen);
  }

  /**
   * Finds the step in a histogram of differences between two readings: multiples of a coarse step
   * form islands (20 or 21, 30 or 31 ...), a fine clock fills the whole range.
   */
  static double stepOf(int[] seenByDifferenceNs) {
    double firstCentre = -1;
    double lastCentre = -1;
    int islands = 0;
    for (int ns = 0; ns < seenByDifferenceNs.length; ns++) {
      if (seenByDifferenceNs[ns] <= RARE) {
        continue;
      }
      int from = ns;
      while (ns + 1 < seenByDifferenceNs.length && seenByDifferenceNs[ns + 1] > RARE) {
        ns++;
      }
      if (ns - from > 1) {
        return 1.0;
      }
      double centre = centre(seenByDifferenceNs, from, ns);
      firstCentre = islands == 0 ? centre : firstCentre;
      // A gap of two steps would be taken for one; the run of neighbouring islands ends there.
      if (islands > 1 && centre - lastCentre > 1.5 * (lastCentre - firstCentre) / (islands - 1)) {
        break;
      }
      lastCentre = centre;
      islands++;
    }
    return islands < 2 ? 1.0 : (lastCentre - firstCentre) / (islands - 1);
  }

  private static double centre(int[] seen, int from, int to) {
    double weighted = 0;
    double total = 0;
    for (int ns = from; ns <= to; ns++) {
      weighted += (double) ns * seen[ns];
      total += seen[ns];
    }
    return weighted / total;
  }
}
