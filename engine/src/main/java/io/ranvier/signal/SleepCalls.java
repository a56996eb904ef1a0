package io.ranvier.signal;

import io.ranvier.ffm.Errno;
import io.ranvier.ffm.LinuxCalls;
import io.ranvier.ffm.Membarrier;
import io.ranvier.ffm.NativeAccess;

/**
 * How this process sleeps and wakes: by futex and membarrier where the kernel lets it. Each of the
 * two degrades alone, at start or later, when the kernel answers that it has no such call.
 *
 * <p>Threads: any.
 */
public final class SleepCalls {
  private static final SleepCalls SHARED = new SleepCalls(NativeAccess.linux());

  private final LinuxCalls linux;
  private final boolean canFence;
  private volatile boolean canSleep;

  /** Tries out the calls and registers this process for the barriers of others. */
  SleepCalls(LinuxCalls linux) {
    this.linux = linux;
    this.canSleep = isThere(linux.futexWake(0, 0));
    this.canFence = linux.membarrier(Membarrier.REGISTER_GLOBAL_EXPEDITED) == 0;
  }

  /** Returns the calls of this process. */
  public static SleepCalls shared() {
    return SHARED;
  }

  /** Returns calls that are all missing: tier 0, whatever the JVM was started with. */
  public static SleepCalls none() {
    return new SleepCalls(new LinuxCalls() {});
  }

  /** Returns whether platform threads can sleep by futex. */
  boolean canSleep() {
    return canSleep;
  }

  /** Returns whether this process can give and take {@link Barrier#MEMBARRIER}. */
  public boolean canFence() {
    return canFence;
  }

  /** Sleeps until the word is no longer as expected, a wake, a signal, or the end of the time. */
  void sleep(long address, int expected, long timeoutNs) {
    int result = linux.futexWait(address, expected, timeoutNs);
    if (result < 0 && !isThere(result)) {
      canSleep = false;
    }
  }

  /** Wakes all who sleep on a word. */
  void wakeAll(long address) {
    int ignored = linux.futexWake(address, Integer.MAX_VALUE);
  }

  /** Executes a full fence on every running thread of both processes; false if that failed. */
  boolean fenceAllProcesses() {
    return linux.membarrier(Membarrier.GLOBAL_EXPEDITED) == 0;
  }

  private static boolean isThere(int result) {
    return result != -Errno.ENOSYS && result != -Errno.EPERM;
  }
}
