package io.ranvier.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Makes the calls, all through the C library's one function {@code syscall(2)}.
 *
 * <p>Its initialiser calls restricted methods: {@link NativeAccess} alone touches this class, after
 * asking.
 *
 * <p>No call is linked as {@link Linker.Option#critical}: a thread in such a call holds up every
 * safepoint, and what it saves is not to be seen beside the cheapest futex call. The JDK slices the
 * segment that captures errno at each call; C2 removes that object, the interpreter and C1 do not.
 */
final class SyscallGate implements LinuxCalls {
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int PR_GET_TIMERSLACK = 30;

  /** Of the scheduler's calls: the calling thread. */
  private static final long SELF = 0;

  /** {@code (MemorySegment errno, long number, long x 6) -> long}; null when there is none. */
  private static final MethodHandle SYSCALL = link();

  private final SyscallNumbers numbers;

  SyscallGate(SyscallNumbers numbers) {
    this.numbers = numbers;
  }

  static boolean isLinked() {
    return SYSCALL != null;
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link() {
    Linker linker;
    try {
      linker = Linker.nativeLinker();
    } catch (UnsupportedOperationException e) {
      // A JVM without a linker for this machine: that is tier 0, not a failure.
      return null;
    }
    var type =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    return linker
        .defaultLookup()
        .find("syscall")
        .map(function ->
            linker.downcallHandle(
                function,
                type,
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno")))
        .orElse(null);
  }

  @Override
  public int futexWait(long address, int expected, long timeoutNs) {
    MemorySegment scratch = SyscallScratch.take();
    try {
      long timespec = SyscallScratch.timespec(scratch, timeoutNs);
      return (int) call(scratch, numbers.futex(), address, FUTEX_WAIT, expected, timespec);
    } finally {
      SyscallScratch.give(scratch);
    }
  }

  @Override
  public int futexWake(long address, int count) {
    return (int) call(numbers.futex(), address, FUTEX_WAKE, count);
  }

  @Override
  public int membarrier(Membarrier command) {
    return (int) call(numbers.membarrier(), command.bit(), 0, 0);
  }

  @Override
  public int schedSetAffinity(CpuSet cpus) {
    if (Thread.currentThread().isVirtual()) {
      return -Errno.EOPNOTSUPP;
    }
    int result = (int) call(numbers.schedSetAffinity(), SELF, CpuSet.SIZE_BYTES, cpus.address());
    cpus.keepAlive();
    return result;
  }

  @Override
  public int schedGetAffinity(CpuSet cpus) {
    long result = call(numbers.schedGetAffinity(), SELF, CpuSet.SIZE_BYTES, cpus.address());
    if (result < 0) {
      return (int) result;
    }
    cpus.clearFrom(result);
    return 0;
  }

  @Override
  public int getcpu() {
    MemorySegment scratch = SyscallScratch.take();
    try {
      long result = call(scratch, numbers.getcpu(), SyscallScratch.argument(scratch), 0, 0, 0);
      return result < 0 ? (int) result : SyscallScratch.argumentValue(scratch);
    } finally {
      SyscallScratch.give(scratch);
    }
  }

  @Override
  public int madvise(long address, long lengthBytes, Advice advice) {
    return (int) call(numbers.madvise(), address, lengthBytes, advice.code());
  }

  @Override
  public int mlock(long address, long lengthBytes) {
    return (int) call(numbers.mlock(), address, lengthBytes, 0);
  }

  @Override
  public int setTimerSlack(long slackNs) {
    if (Thread.currentThread().isVirtual()) {
      return -Errno.EOPNOTSUPP;
    }
    return (int) call(numbers.prctl(), PR_SET_TIMERSLACK, slackNs, 0);
  }

  @Override
  public long getTimerSlack() {
    return call(numbers.prctl(), PR_GET_TIMERSLACK, 0, 0);
  }

  private static long call(int number, long arg1, long arg2, long arg3) {
    MemorySegment scratch = SyscallScratch.take();
    try {
      return call(scratch, number, arg1, arg2, arg3, 0);
    } finally {
      SyscallScratch.give(scratch);
    }
  }

  private static long call(
      MemorySegment scratch, int number, long arg1, long arg2, long arg3, long arg4) {
    long result;
    try {
      result = (long) SYSCALL.invokeExact(scratch, (long) number, arg1, arg2, arg3, arg4, 0L, 0L);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a native function has thrown a checked exception", e);
    }
    return result == -1 ? -SyscallScratch.errno(scratch) : result;
  }
}
