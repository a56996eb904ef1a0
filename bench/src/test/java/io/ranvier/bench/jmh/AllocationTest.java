package io.ranvier.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.bench.jmh.Allocation.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10000000, NOTHING",
    "0.0011, 10000000, NOTHING",
    "0.02, 10000000, ALLOCATES",
    "16, 10000000, ALLOCATES",
    "3.3, 2000, NOTHING",
    "16, 2000, ALLOCATES",
    "100, 500, ALLOCATES",
    "5, 500, UNKNOWN",
    "NaN, 10000000, UNKNOWN"
  })
  void tellsAllocationFromJmhsOwn(double bytes, double operations, Verdict verdict) {
    Allocation allocation = new Allocation("a.b", bytes, operations, true);
    assertEquals(verdict, allocation.verdict());
    assertTrue(allocation.describe().startsWith("a.b: "), allocation::describe);
    assertEquals(verdict == Verdict.ALLOCATES, allocation.describe().contains("hot path"));
  }
}
