package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {
  @Test
  void countsWhatThisProcessUses() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    ProcessCpu before = ProcessCpu.read();
    long threadCpuNs = threads.getCurrentThreadCpuTime();
    long sum = 0;
    while (threads.getCurrentThreadCpuTime() - threadCpuNs < 50_000_000) {
      sum++;
    }
    long usedNs = ProcessCpu.read().nsSince(before);
    assertTrue(usedNs >= 40_000_000, "usedNs=" + usedNs + ", turns=" + sum);
  }

  @Test
  void addsThreadsThatBeganMeanwhileAndForgetsThoseThatEnded() {
    ProcessCpu before = new ProcessCpu(Map.of("1", 100L, "2", 50L), 0);
    assertEquals(37, new ProcessCpu(Map.of("1", 130L, "3", 7L), 0).nsSince(before));
  }

  @Test
  void takesTheCoarseClockWhereThreadsAreNotCounted() {
    assertEquals(10, new ProcessCpu(Map.of(), 30).nsSince(new ProcessCpu(Map.of("1", 1L), 20)));
  }

  @Test
  void readsTheLimitThatHolds() {
    List<String> limits =
        List.of(
            "Limit                     Soft Limit           Hard Limit           Units",
            "Max open files            1024                 524288               files");
    assertEquals(OptionalLong.of(1024), HostLimits.descriptors(limits));
    assertEquals(
        OptionalLong.empty(),
        HostLimits.descriptors(List.of("Max open files            unlimited      unlimited  f")));
    assertTrue(HostLimits.descriptors().orElse(1) > 0);
  }
}
