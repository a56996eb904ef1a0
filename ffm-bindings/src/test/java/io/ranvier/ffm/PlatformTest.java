package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlatformTest {
  @Test
  void pageSizeIsAPowerOfTwo() {
    int size = Platform.pageSizeBytes();
    assertTrue(size >= 4096 && Integer.bitCount(size) == 1, "size=" + size);
  }

  @Test
  void allowedCpusAreOnline() {
    CpuSet online = Platform.onlineCpus();
    CpuSet allowed = Platform.allowedCpus();
    assertTrue(allowed.count() > 0);
    for (int cpu : allowed.toArray()) {
      assertTrue(online.contains(cpu), "cpu=" + cpu + ", online=" + online);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "amd64,X86_64",
    "x86_64,X86_64",
    "aarch64,AARCH64",
    "AArch64,AARCH64",
    "riscv64,OTHER"
  })
  void architectureIsKnownByTheJvmsName(String osArch, Architecture architecture) {
    assertEquals(architecture, Architecture.named(osArch));
  }
}
