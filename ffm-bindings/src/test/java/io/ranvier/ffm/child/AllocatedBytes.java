package io.ranvier.ffm.child;

import com.sun.management.ThreadMXBean;
import io.ranvier.ffm.Advice;
import io.ranvier.ffm.CpuSet;
import io.ranvier.ffm.LinuxCalls;
import io.ranvier.ffm.Membarrier;
import io.ranvier.ffm.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Prints how many bytes one of the calls allocates, of many attempts the least: none once C2 has
 * compiled it. A program of its own, so that what the compiler knows is of that call only.
 */
public final class AllocatedBytes {
  private static final int CALLS = 2_000;
  private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(20);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final MemorySegment WORD = Arena.global().allocate(64, 64);

  private AllocatedBytes() {}

  /** Takes the call's name. */
  public static void main(String[] args) {
    LongSupplier call = call(args[0]);
    long startNs = System.nanoTime();
    long least = Long.MAX_VALUE;
    while (least > 0 && System.nanoTime() - startNs < LONGEST_NS) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      repeat(call);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    System.out.print(least);
  }

  private static LongSupplier call(String name) {
    LinuxCalls linux = NativeAccess.linux();
    CpuSet cpus = new CpuSet();
    linux.schedGetAffinity(cpus);
    long address = WORD.address();
    return switch (name) {
      case "futexWait" -> () -> linux.futexWait(address, 1, -1);
      case "futexWait with timeout" -> () -> linux.futexWait(address, 0, 0);
      case "futexWake" -> () -> linux.futexWake(address, 1);
      case "membarrier" -> () -> linux.membarrier(Membarrier.QUERY);
      case "schedSetAffinity" -> () -> linux.schedSetAffinity(cpus);
      case "schedGetAffinity" -> () -> linux.schedGetAffinity(cpus);
      case "getcpu" -> linux::getcpu;
      case "madvise" -> () -> linux.madvise(1, 1, Advice.WILL_NEED);
      case "mlock" -> () -> linux.mlock(1, 1);
      case "getTimerSlack" -> linux::getTimerSlack;
      case "setTimerSlack" -> () -> linux.setTimerSlack(0);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static long repeat(LongSupplier call) {
    long sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += call.getAsLong();
    }
    return sum;
  }
}
