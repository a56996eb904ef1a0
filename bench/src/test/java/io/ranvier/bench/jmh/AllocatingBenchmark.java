package io.ranvier.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;

/** Says that it lies on the hot path, and allocates. */
@HotPath
public class AllocatingBenchmark extends Primitive {
  /** For JMH. */
  public AllocatingBenchmark() {}

  /** Returns what it allocated, so that the compiler cannot leave it out. */
  @Benchmark
  public long[] allocate() {
    return new long[4];
  }
}
