package io.ranvier.bench.jmh;

import io.ranvier.ffm.CpuSet;
import io.ranvier.ffm.NativeAccess;
import io.ranvier.ffm.Platform;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A measured thread on a CPU of its own, from the last one downwards: the first ones are where a
 * host's interrupts and other programs gather. Without native access, or with fewer CPUs than
 * threads, it stays with the kernel.
 */
@State(Scope.Thread)
public class PinnedThread {
  /** Number of this thread among those of its benchmark. */
  int index;

  /** For JMH. */
  public PinnedThread() {}

  /** Runs in the measured thread. */
  @Setup(Level.Trial)
  public void pin(ThreadParams thread) {
    index = thread.getThreadIndex();
    pin(index, thread.getThreadCount());
  }

  /** Pins the calling thread, one of so many. Threads that it starts later inherit the CPU. */
  static void pin(int index, int threads) {
    int[] allowed = Platform.allowedCpus().toArray();
    if (threads <= allowed.length && NativeAccess.status() == NativeAccess.Status.AVAILABLE) {
      // Refused: as good as not asked.
      int ignored =
          NativeAccess.linux().schedSetAffinity(CpuSet.of(allowed[allowed.length - 1 - index]));
    }
  }
}
