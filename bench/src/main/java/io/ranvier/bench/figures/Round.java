package io.ranvier.bench.figures;

import java.math.BigDecimal;
import java.math.MathContext;

/** Cuts figures to the digits that mean something. */
public final class Round {
  private static final MathContext RATIO_DIGITS = new MathContext(4);

  private Round() {}

  /** Cuts to one digit behind the point. */
  public static double tenth(double value) {
    return Math.rint(value * 10) / 10;
  }

  /** Cuts to four digits, wherever the point is. */
  public static double ratio(double value) {
    return new BigDecimal(value).round(RATIO_DIGITS).doubleValue();
  }
}
