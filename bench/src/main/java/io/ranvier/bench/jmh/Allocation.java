package io.ranvier.bench.jmh;

import java.util.Locale;

/**
 * What one benchmark allocated: in the iteration with the least. What allocates does so in each;
 * what is not compiled yet, and what other threads do now and then, shows in some.
 *
 * @param benchmark its name, with its parameters
 * @param bytesPerOperation as JMH's profiler "gc" counts them, in all threads of the JVM; NaN when
 *     it could not
 * @param operations per iteration
 * @param hotPath whether it must allocate nothing
 */
public record Allocation(
    String benchmark, double bytesPerOperation, double operations, boolean hotPath) {
  /** What JMH's figures may show of a benchmark that allocates nothing. */
  private static final double NOISE_PER_OPERATION = 0.01;

  /** What JMH itself allocates around an iteration, at most. */
  private static final double NOISE_PER_ITERATION = 12 * 1024;

  /** Half of the smallest object: with a noise above it nothing can be said. */
  private static final double MOST_NOISE = 8;

  /** What can be said. */
  public enum Verdict {
    /** No more than what JMH allocates itself. */
    NOTHING,
    /** It allocates. */
    ALLOCATES,
    /** There were too few operations to tell. */
    UNKNOWN
  }

  /** Returns what can be said. */
  public Verdict verdict() {
    if (Double.isNaN(bytesPerOperation)) {
      return Verdict.UNKNOWN;
    }
    double noise = Math.max(NOISE_PER_OPERATION, NOISE_PER_ITERATION / operations);
    if (bytesPerOperation < noise) {
      return noise > MOST_NOISE ? Verdict.UNKNOWN : Verdict.NOTHING;
    }
    return Verdict.ALLOCATES;
  }

  /** Returns a line for people. */
  public String describe() {
    String said =
        switch (verdict()) {
          case NOTHING -> "allocates nothing";
          case ALLOCATES -> "ALLOCATES" + (hotPath ? ", and is on the hot path" : "");
          case UNKNOWN -> "too few operations to tell: measure longer (-r)";
        };
    return String.format(Locale.ROOT, "%s: %s (%.4f B/op)", benchmark, said, bytesPerOperation);
  }
}
