package io.ranvier.signal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ranvier.ffm.Errno;
import io.ranvier.ffm.LinuxCalls;
import io.ranvier.ffm.Membarrier;
import io.ranvier.ffm.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kernel whose futex works on the words of one segment, that counts calls and fails when told to.
 * Membarrier succeeds and does nothing.
 */
public final class FakeLinux implements LinuxCalls {
  private final MemorySegment segment;
  private final AtomicInteger waits = new AtomicInteger();
  private final AtomicInteger wakes = new AtomicInteger();
  private final AtomicInteger barriers = new AtomicInteger();
  private volatile long lastTimeoutNs;
  private volatile int waitFailure;
  private volatile int wakeFailure;
  private volatile int barrierFailure;
  private volatile Runnable inWait = () -> {};
  private int wakeNumber;

  public FakeLinux(MemorySegment segment) {
    this.segment = segment;
  }

  /** Returns calls of a process on this kernel whose sleepers never look for themselves. */
  public SleepCalls calls() {
    return new SleepCalls(this, Long.MAX_VALUE);
  }

  /** Returns calls at tier 0 whose sleepers never look for themselves. */
  public static SleepCalls tierZero() {
    return new SleepCalls(new LinuxCalls() {}, Long.MAX_VALUE);
  }

  /** Returns the real calls of this process for sleepers that never look for themselves. */
  public static SleepCalls real() {
    return new SleepCalls(NativeAccess.linux(), Long.MAX_VALUE);
  }

  public int waits() {
    return waits.get();
  }

  public int wakes() {
    return wakes.get();
  }

  int barriers() {
    return barriers.get();
  }

  long lastTimeoutNs() {
    return lastTimeoutNs;
  }

  void failWaits(int errno) {
    waitFailure = -errno;
  }

  void failWakes(int errno) {
    wakeFailure = -errno;
  }

  void failBarriers(int errno) {
    barrierFailure = -errno;
  }

  /** Lets something happen in the middle of each sleep. */
  void duringWaits(Runnable action) {
    inWait = action;
  }

  @Override
  public int futexWait(long address, int expected, long timeoutNs) {
    lastTimeoutNs = timeoutNs;
    waits.incrementAndGet();
    inWait.run();
    return waitFailure != 0 ? waitFailure : sleep(address, expected, timeoutNs);
  }

  private synchronized int sleep(long address, int expected, long timeoutNs) {
    if (!segment.scope().isAlive()) {
      return -Errno.EFAULT;
    }
    if (segment.get(JAVA_INT, address - segment.address()) != expected) {
      return -Errno.EAGAIN;
    }
    int before = wakeNumber;
    long startNs = System.nanoTime();
    while (wakeNumber == before) {
      long leftMs = (timeoutNs - (System.nanoTime() - startNs)) / 1_000_000;
      if (leftMs <= 0) {
        return -Errno.ETIMEDOUT;
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        // Thread.interrupt does not end the real call; here it must, to keep the status.
        Thread.currentThread().interrupt();
        return -Errno.EINTR;
      }
    }
    return 0;
  }

  @Override
  public int futexWake(long address, int count) {
    if (address == 0) {
      return -Errno.EFAULT;
    }
    wakes.incrementAndGet();
    if (wakeFailure != 0) {
      return wakeFailure;
    }
    synchronized (this) {
      wakeNumber++;
      notifyAll();
    }
    return 1;
  }

  @Override
  public int membarrier(Membarrier command) {
    barriers.incrementAndGet();
    return barrierFailure;
  }
}
