package io.ranvier.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteOrder;

/**
 * UTF-8 text, with a length before it or without; null is written as the word {@code null}.
 *
 * <p>The length counts bytes and is an int, in the machine's byte order unless another is given.
 * Every method here allocates: the encoded bytes, the String, or both.
 */
abstract class Utf8Text extends AsciiText {
  @Override
  public String getStringUtf8(int index) {
    return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index));
  }

  @Override
  public String getStringUtf8(int index, ByteOrder byteOrder) {
    return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index, byteOrder));
  }

  /** Reads the first {@code length} bytes after a length, whatever that length says. */
  @Override
  public String getStringUtf8(int index, int length) {
    return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, length);
  }

  @Override
  public String getStringWithoutLengthUtf8(int index, int length) {
    return new String(copyOf(index, length), UTF_8);
  }

  @Override
  public int putStringUtf8(int index, String value) {
    return putStringUtf8(index, value, ByteOrder.nativeOrder(), Integer.MAX_VALUE);
  }

  @Override
  public int putStringUtf8(int index, String value, ByteOrder byteOrder) {
    return putStringUtf8(index, value, byteOrder, Integer.MAX_VALUE);
  }

  @Override
  public int putStringUtf8(int index, String value, int maxEncodedLength) {
    return putStringUtf8(index, value, ByteOrder.nativeOrder(), maxEncodedLength);
  }

  @Override
  public int putStringUtf8(int index, String value, ByteOrder byteOrder, int maxEncodedLength) {
    byte[] bytes = encode(value);
    if (bytes.length > maxEncodedLength) {
      throw new IllegalArgumentException(
          "Encoded string larger than maximum size: " + maxEncodedLength);
    }
    check(index, STR_HEADER_LEN + bytes.length);
    putInt(index, bytes.length, byteOrder);
    putBytes(index + STR_HEADER_LEN, bytes, 0, bytes.length);
    return STR_HEADER_LEN + bytes.length;
  }

  @Override
  public int putStringWithoutLengthUtf8(int index, String value) {
    byte[] bytes = encode(value);
    putBytes(index, bytes, 0, bytes.length);
    return bytes.length;
  }

  private static byte[] encode(String value) {
    return String.valueOf(value).getBytes(UTF_8);
  }
}
