package io.ranvier.buffer;

import static org.agrona.AsciiEncoding.ASCII_DIGITS;
import static org.agrona.AsciiEncoding.MINUS_SIGN;
import static org.agrona.AsciiEncoding.MIN_LONG_VALUE;
import static org.agrona.AsciiEncoding.ZERO;
import static org.agrona.AsciiEncoding.digitCount;

/**
 * Writes decimal numbers in ASCII, two digits a step from the right. Allocates nothing.
 *
 * <p>A negative value where a natural one is wanted is refused like a range of negative length.
 */
abstract class AsciiNumberWriting extends AsciiNumberParsing {
  private static final int REFUSED_LENGTH = -1;

  @Override
  public int putNaturalIntAscii(int index, int value) {
    return putNaturalLongAscii(index, value);
  }

  @Override
  public int putNaturalLongAscii(int index, long value) {
    int digits = value < 0 ? REFUSED_LENGTH : digitCount(value);
    check(index, digits);
    putDigits(index + digits, value);
    return digits;
  }

  @Override
  public int putIntAscii(int index, int value) {
    return putLongAscii(index, value);
  }

  @Override
  public int putLongAscii(int index, long value) {
    if (value >= 0) {
      return putNaturalLongAscii(index, value);
    }
    if (value == Long.MIN_VALUE) {
      putBytes(index, MIN_LONG_VALUE);
      return MIN_LONG_VALUE.length;
    }
    int length = 1 + digitCount(-value);
    check(index, length);
    putByte(index, MINUS_SIGN);
    putDigits(index + length, -value);
    return length;
  }

  /** Writes at the right end of the range, with zeros before it. */
  @Override
  public void putNaturalPaddedIntAscii(int index, int length, int value) {
    check(index, length);
    int rest = value;
    for (int i = index + length - 1; i >= index; i--) {
      putByte(i, (byte) (ZERO + rest % 10));
      rest /= 10;
    }
    if (rest != 0) {
      throw new NumberFormatException("Cannot write " + value + " in " + length + " bytes");
    }
  }

  /** Writes leftwards from an end; returns where the number begins. Of 0 it writes nothing. */
  @Override
  public int putNaturalIntAsciiFromEnd(int value, int endExclusive) {
    int digits = digitCount(value);
    check(endExclusive - digits, digits);
    if (value == 0) {
      return endExclusive;
    }
    putDigits(endExclusive, value);
    return endExclusive - digits;
  }

  /** Writes the digits of a number that is not negative, the last of them before an end. */
  private void putDigits(int endExclusive, long value) {
    int i = endExclusive;
    long rest = value;
    while (rest >= 10) {
      int pair = (int) (rest % 100) << 1;
      rest /= 100;
      putByte(--i, ASCII_DIGITS[pair + 1]);
      putByte(--i, ASCII_DIGITS[pair]);
    }
    // Left over is one digit, unless the pairs came out even; zero itself is a digit.
    if (rest > 0 || i == endExclusive) {
      putByte(--i, (byte) (ZERO + rest));
    }
  }
}
