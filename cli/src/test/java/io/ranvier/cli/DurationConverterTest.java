package io.ranvier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
  private final DurationConverter converter = new DurationConverter();

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "250us, 250000",
    "500ms, 500000000",
    "2s, 2000000000",
    "1.5s, 1500000000",
    "0.25ms, 250000",
    "1m, 60000000000",
    "60m, 3600000000000"
  })
  void readsNumberAndUnit(String text, long nanoseconds) {
    assertEquals(Duration.ofNanos(nanoseconds), converter.convert(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "ms", "-1s", "1 s", "1e3s", ".5s", "5.s", "1h", "3601s", "9999999999s"})
  void refusesAnythingElse(String text) {
    assertThrows(TypeConversionException.class, () -> converter.convert(text));
  }
}
