package io.ranvier.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each call allocates nothing, once C2 has compiled it. */
final class AllocationTest {
  private static final int CALLS = 10_000;
  private static final int ATTEMPTS = 500;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final MemorySegment WORD = Arena.global().allocate(64, 64);

  private final LinuxCalls linux = NativeAccess.linux();
  private final CpuSet cpus = new CpuSet();
  private final long address = WORD.address();

  @TestFactory
  Stream<DynamicTest> allocatesNothing() {
    linux.schedGetAffinity(cpus);
    return Stream.of(
        call("futexWait", () -> linux.futexWait(address, 1, -1)),
        call("futexWait with timeout", () -> linux.futexWait(address, 0, 0)),
        call("futexWake", () -> linux.futexWake(address, 1)),
        call("membarrier", () -> linux.membarrier(Membarrier.QUERY)),
        call("schedSetAffinity", () -> linux.schedSetAffinity(cpus)),
        call("schedGetAffinity", () -> linux.schedGetAffinity(cpus)),
        call("getcpu", linux::getcpu),
        call("madvise", () -> linux.madvise(1, 1, Advice.WILL_NEED)),
        call("mlock", () -> linux.mlock(1, 1)),
        call("getTimerSlack", linux::getTimerSlack),
        call("setTimerSlack", () -> linux.setTimerSlack(0)));
  }

  private interface Call {
    long run();
  }

  private static DynamicTest call(String name, Call call) {
    return DynamicTest.dynamicTest(name, () -> assertEquals(0, leastAllocatedBytes(call)));
  }

  /** Of many attempts: when the compiler gets to it depends on what else the machine does. */
  private static long leastAllocatedBytes(Call call) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && least > 0; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      repeat(call);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static long repeat(Call call) {
    long sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += call.run();
    }
    return sum;
  }
}
