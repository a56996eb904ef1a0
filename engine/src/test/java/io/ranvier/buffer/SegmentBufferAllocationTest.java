package io.ranvier.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Test;

/**
 * Re-wrapping and access allocate nothing, with five users behind one call site: with a single one,
 * escape analysis could hide an allocation.
 */
final class SegmentBufferAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final MemorySegment[] memories = {
    Arena.ofAuto().allocate(4096, 8), Arena.ofAuto().allocate(4096, 8)
  };
  private final SegmentBuffer view = new SegmentBuffer();
  private final SegmentBuffer other = new SegmentBuffer(memories[0], 2048, 64);
  private final byte[] array = new byte[64];

  private interface User {
    long use(SegmentBuffer view);
  }

  @Test
  void steadyStateAllocatesNothing() {
    List<User> users =
        List.of(this::plain, this::atomic, this::throughInterfaces, this::bulk, this::numbers);
    run(users);
    run(users);
    // Once is enough: a compilation or class initialisation may fall into any one run.
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      run(users);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated by " + ROUNDS + " rounds");
  }

  private long run(List<User> users) {
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      view.wrap(memories[round & 1], (round & 15) << 6, 64);
      sum += users.get(round % users.size()).use(view);
      view.release();
    }
    return sum;
  }

  private long plain(SegmentBuffer b) {
    b.putLong(0, 1);
    b.putInt(8, 2);
    b.putShort(12, (short) 3);
    b.putChar(14, 'c');
    b.putByte(16, (byte) 4);
    b.putDouble(24, 5.0);
    b.putFloat(32, 6f);
    double reals = b.getDouble(24) + b.getFloat(32);
    return b.getLong(0)
        + b.getInt(8)
        + b.getShort(12)
        + b.getChar(14)
        + b.getByte(16)
        + (long) reals;
  }

  private long atomic(SegmentBuffer b) {
    b.putLongRelease(0, 1);
    b.putIntOpaque(8, 2);
    boolean swapped = b.compareAndSetLong(0, 1, 5);
    return b.getAndAddLong(0, 3) + b.getIntAcquire(8) + b.getAndSetInt(12, 8) + (swapped ? 1 : 0);
  }

  private long throughInterfaces(SegmentBuffer b) {
    MutableDirectBuffer plain = b;
    AtomicBuffer atomic = b;
    plain.putLong(40, 7);
    atomic.putLongVolatile(48, 8);
    return plain.getLong(40) + atomic.getLongVolatile(48) + plain.capacity();
  }

  private long bulk(SegmentBuffer b) {
    b.putBytes(0, array, 0, 48);
    b.getBytes(16, array, 0, 32);
    b.putBytes(0, other, 0, 64);
    b.getBytes(0, other, 8, 40);
    b.setMemory(0, 64, (byte) 1);
    return b.compareTo(other) + b.hashCode();
  }

  private long numbers(SegmentBuffer b) {
    int length = b.putLongAscii(0, -1234567890123L);
    int text = b.putStringAscii(24, "ticker");
    return b.parseLongAscii(0, length) + text;
  }
}
