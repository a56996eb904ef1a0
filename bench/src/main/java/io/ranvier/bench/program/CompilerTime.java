package io.ranvier.bench.program;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** How long the compilers of this JVM have worked so far. */
final class CompilerTime {
  private final CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();

  /** Returns milliseconds since the JVM started; 0 always where that is not known. */
  long totalMs() {
    return compilers != null && compilers.isCompilationTimeMonitoringSupported()
        ? compilers.getTotalCompilationTime()
        : 0;
  }
}
