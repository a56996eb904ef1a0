package io.ranvier.bench.scenario;

import java.math.BigDecimal;
import java.math.MathContext;

/** Cuts figures to the digits that mean something. */
final class Round {
  private static final MathContext RATIO_DIGITS = new MathContext(4);

  private Round() {}

  static double tenth(double value) {
    return Math.rint(value * 10) / 10;
  }

  static double ratio(double value) {
    return new BigDecimal(value).round(RATIO_DIGITS).doubleValue();
  }
}
