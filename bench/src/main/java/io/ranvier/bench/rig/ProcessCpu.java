package io.ranvier.bench.rig;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The CPU time that this process has used so far, by thread. The kernel counts it in nanoseconds
 * for each thread, and in steps of 10 ms for the whole process.
 *
 * @param nsByThread empty where the kernel does not tell
 * @param processNs of all threads, of those that have ended, too; in coarse steps
 */
public record ProcessCpu(Map<String, Long> nsByThread, long processNs) {
  private static final Path THREADS = Path.of("/proc/self/task");

  /** Reads the clocks. */
  public static ProcessCpu read() {
    long processNs =
        ProcessHandle.current().info().totalCpuDuration().map(time -> time.toNanos()).orElse(0L);
    return new ProcessCpu(readThreads(), processNs);
  }

  /**
   * Returns the CPU time used since an earlier reading. What threads used that have ended since is
   * not in it, unless only the coarse clock is there.
   */
  public long nsSince(ProcessCpu earlier) {
    if (nsByThread.isEmpty() || earlier.nsByThread.isEmpty()) {
      return processNs - earlier.processNs;
    }
    long sum = 0;
    for (Map.Entry<String, Long> thread : nsByThread.entrySet()) {
      sum += thread.getValue() - earlier.nsByThread.getOrDefault(thread.getKey(), 0L);
    }
    return sum;
  }

  private static Map<String, Long> readThreads() {
    Map<String, Long> byThread = new HashMap<>();
    try (var threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        readThread(thread, byThread);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Map.of();
    }
    return byThread;
  }

  /** Adds the first number of the thread's statistics: its time on a CPU. */
  private static void readThread(Path thread, Map<String, Long> byThread) {
    try {
      String statistics = Files.readString(thread.resolve("schedstat"));
      byThread.put(
          thread.getFileName().toString(),
          Long.parseLong(statistics.substring(0, statistics.indexOf(' '))));
    } catch (IOException | RuntimeException e) {
      // The thread has ended, or the kernel counts nothing: without any, the coarse clock is taken.
      return;
    }
  }
}
