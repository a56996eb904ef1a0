package io.ranvier.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyTest {
  @TempDir private Path system;

  @Test
  void countsSocketsCoresAndThreads() throws IOException {
    // Two sockets, two cores each, two threads per core; core ids begin anew in each socket.
    for (int cpu = 0; cpu < 8; cpu++) {
      write("cpu" + cpu + "/topology/physical_package_id", cpu / 4);
      write("cpu" + cpu + "/topology/core_id", cpu / 2 % 2);
    }
    write("cpufreq/ignored", 0);
    write("cpu0/cache/index0/level", 1);
    write("cpu0/cache/index0/type", "Data");
    write("cpu0/cache/index0/size", "32K");
    write("cpu0/cache/index0/coherency_line_size", 64);
    write("cpu0/cache/index0/shared_cpu_list", "0-1");

    assertEquals(
        new Topology(2, 4, 8, List.of(new Topology.Cache(1, "Data", "32K", 64, "0-1"))),
        Topology.read(system));
  }

  @Test
  void isEmptyWhereTheHostDoesNotTell() {
    assertEquals(new Topology(0, 0, 0, List.of()), Topology.read(system.resolve("missing")));
  }

  private void write(String file, Object text) throws IOException {
    Path path = system.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }
}
