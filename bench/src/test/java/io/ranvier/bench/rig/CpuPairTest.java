package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ffm.Platform;
import org.junit.jupiter.api.Test;

class CpuPairTest {
  @Test
  void takesTheLastTwoAllowedCpus() {
    int[] allowed = Platform.allowedCpus().toArray();
    CpuPair expected =
        allowed.length < 2
            ? CpuPair.UNPINNED
            : new CpuPair(allowed[allowed.length - 2], allowed[allowed.length - 1]);
    assertEquals(expected, CpuPair.lastAllowed());
  }

  @Test
  void refusesOneCpuForBoth() {
    int cpu = Platform.allowedCpus().next(0);
    assertThrows(IllegalArgumentException.class, () -> CpuPair.of(cpu, cpu));
  }

  @Test
  void namesACpuThatMayNotBeUsed() {
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> CpuPair.of(8_000, 0));
    assertTrue(failure.getMessage().contains("8000"), failure::getMessage);
  }
}
