package io.ranvier.bench.jmh;

import org.openjdk.jmh.annotations.Fork;

/** Agrona's buffer without bounds checks: an index that is wrong writes anywhere. */
@Fork(value = 1, jvmArgsAppend = "-Dagrona.disable.bounds.checks=true")
public class AgronaUncheckedBufferBenchmark extends AgronaBufferBenchmark {
  /** For JMH. */
  public AgronaUncheckedBufferBenchmark() {}
}
