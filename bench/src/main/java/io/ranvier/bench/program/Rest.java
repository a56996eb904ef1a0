package io.ranvier.bench.program;

import io.ranvier.bench.rig.ProcessCpu;
import io.ranvier.bench.rig.SideReport;

/**
 * What a process used while it had nothing to do.
 *
 * @param cpuNs of all its threads
 * @param restedNs how long that was
 */
public record Rest(long cpuNs, long restedNs) {
  private static final int READINGS = 200;

  /** Something that takes its time. */
  @FunctionalInterface
  interface Action<E extends Exception> {
    void run() throws E;
  }

  /** Reads the clocks until that is compiled: else the compiler does it while the process rests. */
  static void prepare() {
    for (int i = 0; i < READINGS; i++) {
      var ignored = ProcessCpu.read();
    }
  }

  /** Measures this process during an action. */
  static <E extends Exception> Rest during(Action<E> action) throws E {
    long beganNs = System.nanoTime();
    ProcessCpu before = ProcessCpu.read();
    action.run();
    long cpuNs = ProcessCpu.read().nsSince(before);
    return new Rest(cpuNs, System.nanoTime() - beganNs);
  }

  public static Rest of(SideReport report) {
    return new Rest(report.number(IdleProgram.CPU_NS), report.number(IdleProgram.RESTED_NS));
  }

  void putInto(SideReport report) {
    report.put(IdleProgram.CPU_NS, cpuNs);
    report.put(IdleProgram.RESTED_NS, restedNs);
  }

  /** Returns the CPU time as a share of one CPU's, in percent. */
  public double percent() {
    return 100.0 * cpuNs / restedNs;
  }
}
