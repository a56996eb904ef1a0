package io.ranvier.bench.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What files take of their file system: their blocks, not their lengths. */
public final class AllocatedBytes {
  private AllocatedBytes() {}

  /** Asks the program {@code stat}, since Java does not tell; empty when that does not work. */
  public static OptionalLong of(List<Path> files) {
    if (files.isEmpty()) {
      return OptionalLong.empty();
    }
    List<String> command = new ArrayList<>(List.of("stat", "-c", "%b %B"));
    files.forEach(file -> command.add(file.toString()));
    try {
      Process stat =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return stat.waitFor() == 0
          ? OptionalLong.of(output.lines().mapToLong(AllocatedBytes::bytes).sum())
          : OptionalLong.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  /** Reads a number of blocks and the length of a block. */
  private static long bytes(String line) {
    int space = line.indexOf(' ');
    return Long.parseLong(line.substring(0, space)) * Long.parseLong(line.substring(space + 1));
  }
}
