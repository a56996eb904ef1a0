package io.ranvier.cli.bench;

import io.ranvier.bench.contender.WaitMode;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code spin} or {@code park}. */
final class WaitModeConverter implements ITypeConverter<WaitMode> {
  /** For the command line's parser. */
  WaitModeConverter() {}

  @Override
  public WaitMode convert(String text) {
    for (WaitMode mode : WaitMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    throw new TypeConversionException("'" + text + "' is neither spin nor park");
  }
}
