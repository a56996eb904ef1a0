package io.ranvier.bench.rig;

import io.ranvier.ffm.CpuSet;
import io.ranvier.ffm.NativeAccess;

/** Keeps the measured thread on one CPU, where that can be done. */
final class ThreadPin {
  private ThreadPin() {}

  /**
   * Pins the calling thread. Threads that it starts later inherit the CPU, so a side opens its
   * contender first.
   */
  static void pin(int cpu, SideReport report) {
    boolean nativeAccess = NativeAccess.status() == NativeAccess.Status.AVAILABLE;
    report.put(SideReport.TIER, nativeAccess ? 1 : 0);
    report.put(SideReport.CPU, Assignment.UNPINNED);
    if (cpu == Assignment.UNPINNED) {
      return;
    }
    if (!nativeAccess) {
      report.note("threads are not pinned: " + NativeAccess.status().sentence());
      return;
    }
    int result = NativeAccess.linux().schedSetAffinity(CpuSet.of(cpu));
    if (result < 0) {
      report.note("threads are not pinned: cpu=%d, errno=%d".formatted(cpu, -result));
      return;
    }
    report.put(SideReport.CPU, cpu);
  }
}
