package io.ranvier.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What a child process may use. */
public final class HostLimits {
  private static final String DESCRIPTORS = "Max open files";

  private HostLimits() {}

  /** Returns how many files a child may have open, as far as that is known. */
  public static OptionalLong descriptors() {
    try {
      return descriptors(Files.readAllLines(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Reads the second column, which is what holds; children inherit it. */
  static OptionalLong descriptors(List<String> limits) {
    return limits.stream()
        .filter(line -> line.startsWith(DESCRIPTORS))
        .map(line -> line.substring(DESCRIPTORS.length()).strip().split(" +")[0])
        .filter(limit -> limit.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  /** Returns how much room there is where the children's shared files lie, if that is known. */
  public static OptionalLong sharedBytes() {
    try {
      return OptionalLong.of(Files.getFileStore(sharedPlace()).getUsableSpace());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns where the directories of runs are made. */
  public static Path sharedPlace() {
    return RunDirectory.parent();
  }
}
