package io.ranvier.bench.figures;

/**
 * Whether a pair of processes kept its placement while it was measured.
 *
 * <p>Virtual CPUs are moved by the host: from one core to another, or onto two threads of one core.
 * A raw exchange of one cache line then takes four times as long, or a quarter. A figure taken
 * across such a move says nothing, so it is thrown away.
 */
public final class Steadiness {
  /** How far the two limits of a pair may lie apart, relative to the smaller one. */
  public static final double TOLERANCE = 0.10;

  private Steadiness() {}

  /** Returns the distance of the two limits relative to the smaller one: 0.1 is 10 %. */
  public static double drift(double limitBefore, double limitAfter) {
    double smaller = Math.min(limitBefore, limitAfter);
    return smaller > 0 ? Math.abs(limitAfter - limitBefore) / smaller : Double.POSITIVE_INFINITY;
  }

  /** Returns whether both limits are near enough to stand for one placement. */
  public static boolean isSteady(double limitBefore, double limitAfter) {
    return drift(limitBefore, limitAfter) <= TOLERANCE;
  }
}
