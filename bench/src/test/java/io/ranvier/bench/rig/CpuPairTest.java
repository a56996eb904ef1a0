package io.ranvier.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ffm.Platform;
import java.util.HashSet;
import java.util.Set;
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
  void givesFurtherReceiversCpusOfTheirOwnWhereThereAreAny() {
    int[] allowed = Platform.allowedCpus().toArray();
    CpuPair pair = CpuPair.lastAllowed();
    Set<Integer> used = new HashSet<>();
    for (int receiver = 0; receiver < allowed.length + 1; receiver++) {
      int cpu = pair.of(Side.ANSWERING, receiver);
      boolean own = receiver < allowed.length - 1;
      assertTrue(own ? used.add(cpu) : cpu == pair.answering(), "receiver " + receiver);
      assertTrue(allowed.length < 2 || cpu != pair.calling(), "receiver " + receiver);
    }
    assertEquals(Assignment.UNPINNED, CpuPair.UNPINNED.of(Side.ANSWERING, 1));
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
