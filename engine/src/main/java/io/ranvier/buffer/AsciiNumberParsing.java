package io.ranvier.buffer;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.AsciiEncoding.INT_MAX_DIGITS;
import static org.agrona.AsciiEncoding.LONG_MAX_DIGITS;
import static org.agrona.AsciiEncoding.MINUS_SIGN;

import java.lang.invoke.VarHandle;
import org.agrona.AsciiEncoding;
import org.agrona.AsciiNumberFormatException;

/**
 * Reads decimal numbers written in ASCII: eight digits a step, then four, then one, in the manner
 * of Agrona's AsciiEncoding.
 *
 * <p>All kinds of number share one loop. It adds up at most 19 digits, which is less than 2^64, so
 * that one unsigned comparison at the end finds every overflow.
 */
abstract class AsciiNumberParsing extends Utf8Text {
  private static final VarHandle FOUR_DIGITS =
      JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN).varHandle().withInvokeExactBehavior();
  private static final VarHandle EIGHT_DIGITS =
      JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN).varHandle().withInvokeExactBehavior();

  @Override
  public int parseNaturalIntAscii(int index, int length) {
    checkNumber(index, length);
    return (int) magnitude("int", index, length, 0, INT_MAX_DIGITS, Integer.MAX_VALUE);
  }

  @Override
  public long parseNaturalLongAscii(int index, int length) {
    checkNumber(index, length);
    return magnitude("long", index, length, 0, LONG_MAX_DIGITS, Long.MAX_VALUE);
  }

  @Override
  public int parseIntAscii(int index, int length) {
    checkNumber(index, length);
    int sign = signLength(index);
    long limit = Integer.MAX_VALUE + (long) sign;
    long magnitude = magnitude("int", index, length, sign, INT_MAX_DIGITS, limit);
    return (int) (sign == 0 ? magnitude : -magnitude);
  }

  @Override
  public long parseLongAscii(int index, int length) {
    checkNumber(index, length);
    int sign = signLength(index);
    // With a sign the limit is 2^63, which only the unsigned comparison understands.
    long limit = Long.MAX_VALUE + sign;
    long magnitude = magnitude("long", index, length, sign, LONG_MAX_DIGITS, limit);
    return sign == 0 ? magnitude : -magnitude;
  }

  private void checkNumber(int index, int length) {
    check(index, length);
    if (length == 0) {
      throw new AsciiNumberFormatException("empty string: index=" + index + " length=" + length);
    }
  }

  private int signLength(int index) {
    return getByte(index) == MINUS_SIGN ? 1 : 0;
  }

  private long magnitude(
      String type, int index, int length, int skip, int maxDigits, long unsignedLimit) {
    if (length - skip > maxDigits) {
      throw overflow(type, index, length);
    }
    long offset = base + index + skip;
    long end = base + index + length;
    long tally = 0;
    for (; end - offset >= 8; offset += 8) {
      long digits = (long) EIGHT_DIGITS.get(segment, offset);
      if (!AsciiEncoding.isEightDigitAsciiEncodedNumber(digits)) {
        break;
      }
      tally = tally * 100_000_000L + AsciiEncoding.parseEightDigitsLittleEndian(digits);
    }
    for (; end - offset >= 4; offset += 4) {
      int digits = (int) FOUR_DIGITS.get(segment, offset);
      if (!AsciiEncoding.isFourDigitsAsciiEncodedNumber(digits)) {
        break;
      }
      tally = tally * 10_000L + AsciiEncoding.parseFourDigitsLittleEndian(digits);
    }
    for (; offset < end; offset++) {
      byte digit = (byte) BYTE.get(segment, offset);
      if (!AsciiEncoding.isDigit(digit)) {
        break;
      }
      tally = tally * 10 + (digit - '0');
    }
    if (offset != end || length == skip) {
      throw notANumber(type, index, length);
    }
    if (Long.compareUnsigned(tally, unsignedLimit) > 0) {
      throw overflow(type, index, length);
    }
    return tally;
  }

  private AsciiNumberFormatException notANumber(String type, int index, int length) {
    return new AsciiNumberFormatException(
        "error parsing " + type + ": " + getStringWithoutLengthAscii(index, length));
  }

  private AsciiNumberFormatException overflow(String type, int index, int length) {
    return new AsciiNumberFormatException(
        type + " overflow parsing: " + getStringWithoutLengthAscii(index, length));
  }
}
