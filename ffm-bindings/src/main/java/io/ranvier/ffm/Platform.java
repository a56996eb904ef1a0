package io.ranvier.ffm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Facts about the machine that Java does not tell, read from files: no native access needed.
 *
 * <p>Threads: any. What changes while the JVM runs (CPUs) is read again at each question.
 */
public final class Platform {
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
  private static final Architecture ARCHITECTURE =
      Architecture.named(System.getProperty("os.arch"));

  private static final long AT_PAGESZ = 6;
  private static final int MOST_COMMON_PAGE_SIZE_BYTES = 4096;
  private static final int PAGE_SIZE_BYTES = readPageSize();

  private Platform() {}

  /** Whether the operating system is Linux. */
  public static boolean isLinux() {
    return LINUX;
  }

  /** The processor's architecture. */
  public static Architecture architecture() {
    return ARCHITECTURE;
  }

  /** Bytes of a page of memory, a power of two; 4096 where the system does not tell. */
  public static int pageSizeBytes() {
    return PAGE_SIZE_BYTES;
  }

  /**
   * The CPUs that run at present.
   *
   * @return a new set; where the system does not tell, as many as the JVM counts, from 0
   */
  public static CpuSet onlineCpus() {
    try {
      return CpuSet.parse(Files.readString(Path.of("/sys/devices/system/cpu/online"), US_ASCII));
    } catch (IOException | IllegalArgumentException e) {
      return firstCpus();
    }
  }

  /**
   * The CPUs on which the calling platform thread may run.
   *
   * @return a new set; where the system does not tell, as many as the JVM counts, from 0
   */
  public static CpuSet allowedCpus() {
    String key = "Cpus_allowed_list:";
    try (var lines = Files.lines(Path.of("/proc/thread-self/status"), US_ASCII)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> CpuSet.parse(line.substring(key.length())))
          .orElseGet(Platform::firstCpus);
    } catch (IOException | RuntimeException e) {
      return firstCpus();
    }
  }

  private static CpuSet firstCpus() {
    return CpuSet.parse("0-" + (Runtime.getRuntime().availableProcessors() - 1));
  }

  /** Looks it up in the auxiliary vector: pairs of words that the kernel gave the process. */
  private static int readPageSize() {
    try {
      var words = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")));
      words.order(ByteOrder.nativeOrder());
      while (words.remaining() >= 2 * Long.BYTES) {
        long key = words.getLong();
        long value = words.getLong();
        if (key == AT_PAGESZ) {
          return Math.toIntExact(value);
        }
      }
    } catch (IOException | ArithmeticException e) {
      // Not Linux, or /proc is hidden: the guess below is right on nearly every machine.
      return MOST_COMMON_PAGE_SIZE_BYTES;
    }
    return MOST_COMMON_PAGE_SIZE_BYTES;
  }
}
