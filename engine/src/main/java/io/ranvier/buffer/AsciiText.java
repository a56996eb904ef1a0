package io.ranvier.buffer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteOrder;
import org.agrona.LangUtil;

/**
 * ASCII text, with a length before it or without.
 *
 * <p>The length is an int, in the machine's byte order unless another is given. What is no ASCII is
 * written as {@code ?}; when read into an {@link Appendable} it becomes {@code ?} too, when read
 * into a String it becomes U+FFFD. Reading into a String allocates the String, everything else
 * allocates nothing.
 */
abstract class AsciiText extends ContentComparison {
  @Override
  public String getStringAscii(int index) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index));
  }

  @Override
  public String getStringAscii(int index, ByteOrder byteOrder) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index, byteOrder));
  }

  @Override
  public int getStringAscii(int index, Appendable appendable) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index), appendable);
  }

  @Override
  public int getStringAscii(int index, Appendable appendable, ByteOrder byteOrder) {
    return getStringWithoutLengthAscii(
        index + STR_HEADER_LEN, getInt(index, byteOrder), appendable);
  }

  /** Reads the first {@code length} bytes after a length, whatever that length says. */
  @Override
  public String getStringAscii(int index, int length) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, length);
  }

  /** Reads the first {@code length} bytes after a length, whatever that length says. */
  @Override
  public int getStringAscii(int index, int length, Appendable appendable) {
    check(index, length + STR_HEADER_LEN);
    append(index + STR_HEADER_LEN, length, appendable);
    return length;
  }

  @Override
  public String getStringWithoutLengthAscii(int index, int length) {
    byte[] bytes = copyOf(index, length);
    return new String(bytes, US_ASCII);
  }

  @Override
  public int getStringWithoutLengthAscii(int index, int length, Appendable appendable) {
    check(index, length);
    append(index, length, appendable);
    return length;
  }

  @Override
  public int putStringAscii(int index, String value) {
    return putStringAscii(index, (CharSequence) value, ByteOrder.nativeOrder());
  }

  @Override
  public int putStringAscii(int index, CharSequence value) {
    return putStringAscii(index, value, ByteOrder.nativeOrder());
  }

  @Override
  public int putStringAscii(int index, String value, ByteOrder byteOrder) {
    return putStringAscii(index, (CharSequence) value, byteOrder);
  }

  @Override
  public int putStringAscii(int index, CharSequence value, ByteOrder byteOrder) {
    int length = value == null ? 0 : value.length();
    check(index, length + STR_HEADER_LEN);
    putInt(index, length, byteOrder);
    putChars(index + STR_HEADER_LEN, value, 0, length);
    return STR_HEADER_LEN + length;
  }

  @Override
  public int putStringWithoutLengthAscii(int index, String value) {
    return putStringWithoutLengthAscii(index, (CharSequence) value);
  }

  @Override
  public int putStringWithoutLengthAscii(int index, CharSequence value) {
    return value == null ? 0 : putStringWithoutLengthAscii(index, value, 0, value.length());
  }

  @Override
  public int putStringWithoutLengthAscii(int index, String value, int valueOffset, int length) {
    return putStringWithoutLengthAscii(index, (CharSequence) value, valueOffset, length);
  }

  @Override
  public int putStringWithoutLengthAscii(
      int index, CharSequence value, int valueOffset, int length) {
    if (value == null) {
      return 0;
    }
    int count = Math.min(value.length() - valueOffset, length);
    check(index, count);
    putChars(index, value, valueOffset, count);
    return count;
  }

  /** Returns a copy of a range that it checks before it allocates. */
  final byte[] copyOf(int index, int length) {
    check(index, length);
    byte[] bytes = new byte[length];
    getBytes(index, bytes, 0, length);
    return bytes;
  }

  private void append(int index, int length, Appendable appendable) {
    try {
      for (int i = index; i < index + length; i++) {
        byte b = getByte(i);
        appendable.append(b < 0 ? '?' : (char) b);
      }
    } catch (IOException e) {
      LangUtil.rethrowUnchecked(e);
    }
  }

  private void putChars(int index, CharSequence value, int valueOffset, int count) {
    for (int i = 0; i < count; i++) {
      char c = value.charAt(valueOffset + i);
      putByte(index + i, c > 127 ? (byte) '?' : (byte) c);
    }
  }
}
