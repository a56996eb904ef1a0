package io.ranvier.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The few bytes of native memory that each system call in progress needs.
 *
 * <p>A slot belongs to a call, not to a thread: threads come and go, virtual ones by the million,
 * and none leaves anything behind. A thread takes the slot that its id points to, or the next free
 * one; neighbours are 128 bytes apart, so threads do not disturb each other. When more calls than
 * slots are in progress (sleepers, that is) the others pay for memory that the collector frees.
 *
 * <pre>
 *   offset size field    writer       order  meaning
 *        0    4 errno    JVM          plain  the call's errno, when it answered -1
 *        8    4 busy     owning call  CAS    1 from take to give
 *       16   16 argument call, kernel plain  what the call passes by address
 * </pre>
 */
final class SyscallScratch {
  static final int SLOTS = 256;

  private static final long STRIDE_BYTES = 128;
  private static final long ERRNO = 0;
  private static final long BUSY = 8;
  private static final long ARGUMENT = 16;
  private static final long NS_PER_SECOND = 1_000_000_000;

  private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();
  private static final MemorySegment[] POOL =
      slice(Arena.global().allocate(SLOTS * STRIDE_BYTES, STRIDE_BYTES));

  private SyscallScratch() {}

  private static MemorySegment[] slice(MemorySegment slab) {
    var slots = new MemorySegment[SLOTS];
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = slab.asSlice(i * STRIDE_BYTES, STRIDE_BYTES);
    }
    return slots;
  }

  /** Takes a slot for the length of one call; {@link #give} it back in {@code finally}. */
  static MemorySegment take() {
    int start = (int) Thread.currentThread().threadId();
    for (int i = 0; i < SLOTS; i++) {
      MemorySegment slot = POOL[start + i & SLOTS - 1];
      if ((int) INT.getOpaque(slot, BUSY) == 0 && INT.compareAndSet(slot, BUSY, 0, 1)) {
        return slot;
      }
    }
    return Arena.ofAuto().allocate(STRIDE_BYTES, STRIDE_BYTES);
  }

  static void give(MemorySegment slot) {
    INT.setRelease(slot, BUSY, 0);
  }

  static int errno(MemorySegment slot) {
    return slot.get(JAVA_INT, ERRNO);
  }

  /** Address of 16 bytes for the kernel to write to. */
  static long argument(MemorySegment slot) {
    return slot.address() + ARGUMENT;
  }

  /** The int that the kernel has written there. */
  static int argumentValue(MemorySegment slot) {
    return slot.get(JAVA_INT, ARGUMENT);
  }

  /** Address of a {@code struct timespec} with the timeout, or 0 (no limit) for a negative one. */
  static long timespec(MemorySegment slot, long timeoutNs) {
    if (timeoutNs < 0) {
      return 0;
    }
    slot.set(JAVA_LONG, ARGUMENT, timeoutNs / NS_PER_SECOND);
    slot.set(JAVA_LONG, ARGUMENT + Long.BYTES, timeoutNs % NS_PER_SECOND);
    return argument(slot);
  }
}
