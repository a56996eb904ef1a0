package io.ranvier.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Writes percentile files that HdrHistogram's plotter reads, one per contender. */
public final class HistogramFiles {
  private HistogramFiles() {}

  /**
   * A histogram and how to read it.
   *
   * @param histogram of nanoseconds
   * @param unitNs divides the values: for how many messages each one stands
   */
  public record Scaled(Histogram histogram, double unitNs) {}

  /** Writes {@code <scenario>-<contender>.hgrm} for each contender into an existing directory. */
  public static void write(Path directory, String scenario, Map<String, Scaled> byContender) {
    byContender.forEach((contender, scaled) -> {
      Path file = directory.resolve(scenario + "-" + contender + ".hgrm");
      try (PrintStream out =
          new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII)) {
        scaled.histogram().outputPercentileDistribution(out, scaled.unitNs());
        if (out.checkError()) {
          throw new IOException("write failed");
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
      }
    });
  }
}
