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
  /** A sleeping thread looks around this often: for interrupts, and as a belt to the braces. */
  private static final long LONGEST_SLEEP_NS = 100_000_000;

  private static final SleepCalls SHARED = new SleepCalls(NativeAccess.linux(), LONGEST_SLEEP_NS);

  private final LinuxCalls linux;
  private final long longestSleepNs;
  private final boolean canFence;
  private volatile boolean canSleep;

  /** Tries out the calls and registers this process for the barriers of others. */
  SleepCalls(LinuxCalls linux, long longestSleepNs) {
    this.linux = linux;
    this.longestSleepNs = longestSleepNs;
    this.canSleep = isThere(linux.futexWake(0, 0));
    this.canFence = linux.membarrier(Membarrier.REGISTER_GLOBAL_EXPEDITED) == 0;
  }

  /** Returns the calls of this process. */
  public static SleepCalls shared() {
    return SHARED;
  }

  /** Returns calls that are all missing: tier 0, whatever the JVM was started with. */
  public static SleepCalls none() {
    return new SleepCalls(new LinuxCalls() {}, LONGEST_SLEEP_NS);
  }

  /** Returns whether platform threads can sleep by futex. */
  boolean canSleep() {
    return canSleep;
  }

  /** Returns whether this process can give and take {@link Barrier#MEMBARRIER}. */
  public boolean canFence() {
    return canFence;
  }

  /** Returns after what time a sleeper looks for itself, whether it was woken or not. */
  long longestSleepNs() {
    return longestSleepNs;
  }

  /** Sleeps until the word is no longer as expected, a wake, a signal, or the end of the time. */
  void sleep(long address, int expected, long timeoutNs) {
    int result = linux.futexWait(address, expected, timeoutNs);
    if (result < 0 && !isThere(result)) {
      canSleep = false;
    }
  }

  /** Wakes all who sleep on a word; false if this process has no such call. */
  boolean wakeAll(long address) {
    return isThere(linux.futexWake(address, Integer.MAX_VALUE));
  }

  /** Executes a full fence on every running thread of both processes; false if that failed. */
  boolean fenceAllProcesses() {
    return linux.membarrier(Membarrier.GLOBAL_EXPEDITED) == 0;
  }

  private static boolean isThere(int result) {
    return result != -Errno.ENOSYS && result != -Errno.EPERM;
  }
}
