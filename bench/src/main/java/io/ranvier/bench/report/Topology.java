package io.ranvier.bench.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The CPUs of a host as its kernel sees them; a virtual machine's kernel sees what it is told.
 *
 * @param sockets packages
 * @param cores in all sockets
 * @param threads CPUs that the kernel schedules on
 * @param caches of the first CPU
 */
public record Topology(int sockets, int cores, int threads, List<Cache> caches) {
  private static final Path SYSTEM = Path.of("/sys/devices/system/cpu");

  /**
   * One cache.
   *
   * @param level 1 is nearest to the core
   * @param type Data, Instruction or Unified
   * @param size as the kernel writes it, for instance 32K
   * @param lineBytes the length of a line
   * @param sharedCpus the CPUs that share it, as a list such as 0-3,8
   */
  public record Cache(int level, String type, String size, int lineBytes, String sharedCpus) {}

  /** Reads the topology; zeroes and nothing where the host does not tell. */
  public static Topology read() {
    return read(SYSTEM);
  }

  static Topology read(Path system) {
    Set<String> sockets = new HashSet<>();
    Set<String> cores = new HashSet<>();
    List<Path> cpus = children(system, "cpu[0-9]*");
    for (Path cpu : cpus) {
      String socket = text(cpu.resolve("topology/physical_package_id"));
      sockets.add(socket);
      cores.add(socket + "/" + text(cpu.resolve("topology/core_id")));
    }
    List<Cache> caches = new ArrayList<>();
    if (!cpus.isEmpty()) {
      for (Path index : children(cpus.getFirst().resolve("cache"), "index[0-9]*")) {
        caches.add(cache(index));
      }
    }
    return new Topology(sockets.size(), cores.size(), cpus.size(), List.copyOf(caches));
  }

  private static Cache cache(Path index) {
    return new Cache(
        number(index.resolve("level")),
        text(index.resolve("type")),
        text(index.resolve("size")),
        number(index.resolve("coherency_line_size")),
        text(index.resolve("shared_cpu_list")));
  }

  /** Directories that match, in the order of the numbers at the end of their names. */
  private static List<Path> children(Path directory, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
      stream.forEach(found::add);
    } catch (IOException e) {
      return List.of();
    }
    found.sort(Comparator.comparingInt(Topology::numberAtEnd));
    return found;
  }

  private static int numberAtEnd(Path path) {
    return Integer.parseInt(path.getFileName().toString().replaceAll("\\D", ""));
  }

  private static int number(Path file) {
    String text = text(file);
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
