package io.ranvier.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 500ms}, {@code 2s} or {@code 1.5s}: from 0 up to an hour. */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s|m)");
  private static final Duration LONGEST = Duration.ofHours(1);

  /** For the command line's parser. */
  public DurationConverter() {}

  @Override
  public Duration convert(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException("'" + text + "' is not a duration such as 500ms, 2s or 1m");
    }
    double unitNs =
        switch (parts.group(2)) {
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          default -> 60e9;
        };
    Duration duration = Duration.ofNanos(Math.round(Double.parseDouble(parts.group(1)) * unitNs));
    if (duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than 60m");
    }
    return duration;
  }
}
