package io.ranvier.buffer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.agrona.AsciiNumberFormatException;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of numbers in ASCII, which random digits hardly meet. */
final class SegmentBufferNumberTest {
  private final SegmentBuffer subject = new SegmentBuffer(Arena.ofAuto().allocate(64), 3, 61);
  private final UnsafeBuffer reference = new UnsafeBuffer(new byte[61]);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "7",
        "-7",
        "-",
        "--1",
        "1-",
        "+1",
        " 1",
        "12345678",
        "-12345678",
        "1234567x",
        "123456789",
        "2147483646",
        "2147483647",
        "2147483648",
        "2147483649",
        "-2147483647",
        "-2147483648",
        "-2147483649",
        "4294967296",
        "9999999999",
        "0000000001",
        "00000000001",
        "10000000000",
        "999999999999999999",
        "9223372036854775806",
        "9223372036854775807",
        "9223372036854775808",
        "9223372036854775809",
        "-9223372036854775807",
        "-9223372036854775808",
        "-9223372036854775809",
        "9999999999999999999",
        "18446744073709551616",
        "0000000000000000001",
        "00000000000000000001",
        "99999999999x99999",
        "9223372x36854775807",
        "92233720368547758x7",
        "1234:",
        "1234/",
        "12345678:",
        "12345678/"
      })
  void parsesWhatUnsafeBufferParses(String text) {
    compare(text, buffer -> buffer.parseNaturalIntAscii(2, text.length()));
    compare(text, buffer -> buffer.parseNaturalLongAscii(2, text.length()));
    compare(text, buffer -> buffer.parseIntAscii(2, text.length()));
    compare(text, buffer -> buffer.parseLongAscii(2, text.length()));
  }

  private void compare(String text, Function<AtomicBuffer, Number> parser) {
    assertEquals(outcome(reference, text, parser), outcome(subject, text, parser));
  }

  private static String outcome(
      AtomicBuffer buffer, String text, Function<AtomicBuffer, Number> parser) {
    buffer.putBytes(2, text.getBytes(US_ASCII));
    try {
      return parser.apply(buffer).toString();
    } catch (AsciiNumberFormatException e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        9,
        10,
        99,
        100,
        101,
        999_999,
        1_000_000,
        Integer.MAX_VALUE,
        1L + Integer.MAX_VALUE,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE
      })
  void writesWhatJavaWrites(long value) {
    assertWritten(Long.toString(value), buffer -> buffer.putLongAscii(5, value));
    assertWritten(Long.toString(-value), buffer -> buffer.putLongAscii(5, -value));
    assertWritten(Long.toString(-value - 1), buffer -> buffer.putLongAscii(5, -value - 1));
    assertWritten(Long.toString(value), buffer -> buffer.putNaturalLongAscii(5, value));
    int small = (int) value;
    assertWritten(Integer.toString(small), buffer -> buffer.putIntAscii(5, small));
    assertWritten(Integer.toString(~small), buffer -> buffer.putIntAscii(5, ~small));
  }

  private void assertWritten(String text, ToIntFunction<SegmentBuffer> writer) {
    subject.setMemory(0, subject.capacity(), (byte) '.');
    int length = writer.applyAsInt(subject);
    assertEquals("." + text + ".", subject.getStringWithoutLengthAscii(4, length + 2));
  }
}
