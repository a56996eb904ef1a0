package io.ranvier.cli.bench;

import io.ranvier.bench.rig.CpuPair;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads two CPU numbers such as {@code 2,3}, or {@code none}. */
final class CpuPairConverter implements ITypeConverter<CpuPair> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,4}),(\\d{1,4})");

  /** For the command line's parser. */
  CpuPairConverter() {}

  @Override
  public CpuPair convert(String text) {
    if (text.equals("none")) {
      return CpuPair.UNPINNED;
    }
    Matcher numbers = FORM.matcher(text);
    if (!numbers.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not two CPU numbers such as 2,3, nor none");
    }
    try {
      return CpuPair.of(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
