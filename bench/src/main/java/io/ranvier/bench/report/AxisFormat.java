package io.ranvier.bench.report;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.function.DoubleFunction;

/** Writes the numbers of an axis; reads none. */
final class AxisFormat extends NumberFormat {
  private static final long serialVersionUID = 1L;

  private final transient DoubleFunction<String> writer;

  AxisFormat(DoubleFunction<String> writer) {
    this.writer = writer;
  }

  @Override
  public StringBuffer format(double number, StringBuffer text, FieldPosition position) {
    return text.append(writer.apply(number));
  }

  @Override
  public StringBuffer format(long number, StringBuffer text, FieldPosition position) {
    return format((double) number, text, position);
  }

  @Override
  public Number parse(String source, ParsePosition position) {
    throw new UnsupportedOperationException("an axis reads no numbers");
  }
}
