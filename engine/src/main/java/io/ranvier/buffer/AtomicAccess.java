package io.ranvier.buffer;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.invoke.VarHandle;

/**
 * Reads and writes with a memory order, and atomic updates, at aligned addresses only.
 *
 * <p>What must be a multiple of the operand's size is the address, not the index: a window may
 * start anywhere in its segment. A misaligned access is refused on every machine, also on those
 * whose processor would let it pass.
 *
 * <p>"Ordered" is Agrona's older word for release. The opaque adds are a read and a write, for a
 * counter with one writer.
 */
abstract class AtomicAccess extends PlainAccess {
  private static final VarHandle ATOMIC_SHORT = JAVA_SHORT.varHandle().withInvokeExactBehavior();
  private static final VarHandle ATOMIC_CHAR = JAVA_CHAR.varHandle().withInvokeExactBehavior();
  private static final VarHandle ATOMIC_INT = JAVA_INT.varHandle().withInvokeExactBehavior();
  private static final VarHandle ATOMIC_LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();

  private void checkAtomic(int index, int size) {
    check(index, size);
    if ((addressOf(index) & (size - 1)) != 0) {
      throw Refusals.misaligned(index, size, addressOf(index));
    }
  }

  /** Refuses a window whose start is not aligned to 8 bytes, which every atomic access can use. */
  @Override
  public void verifyAlignment() {
    check(0, 0);
    if ((addressOf(0) & (ALIGNMENT - 1)) != 0) {
      throw new IllegalStateException(
          "AtomicBuffer is not correctly aligned: addressOffset="
              + addressOf(0)
              + " is not divisible by "
              + ALIGNMENT);
    }
  }

  @Override
  public long getLongVolatile(int index) {
    checkAtomic(index, Long.BYTES);
    return (long) ATOMIC_LONG.getVolatile(segment, base + index);
  }

  @Override
  public long getLongAcquire(int index) {
    checkAtomic(index, Long.BYTES);
    return (long) ATOMIC_LONG.getAcquire(segment, base + index);
  }

  @Override
  public long getLongOpaque(int index) {
    checkAtomic(index, Long.BYTES);
    return (long) ATOMIC_LONG.getOpaque(segment, base + index);
  }

  @Override
  public void putLongVolatile(int index, long value) {
    checkAtomic(index, Long.BYTES);
    ATOMIC_LONG.setVolatile(segment, base + index, value);
  }

  @Override
  public void putLongRelease(int index, long value) {
    checkAtomic(index, Long.BYTES);
    ATOMIC_LONG.setRelease(segment, base + index, value);
  }

  @Override
  public void putLongOpaque(int index, long value) {
    checkAtomic(index, Long.BYTES);
    ATOMIC_LONG.setOpaque(segment, base + index, value);
  }

  @Override
  public void putLongOrdered(int index, long value) {
    putLongRelease(index, value);
  }

  @Override
  public boolean compareAndSetLong(int index, long expectedValue, long updateValue) {
    checkAtomic(index, Long.BYTES);
    return (boolean) ATOMIC_LONG.compareAndSet(segment, base + index, expectedValue, updateValue);
  }

  @Override
  public long compareAndExchangeLong(int index, long expectedValue, long updateValue) {
    checkAtomic(index, Long.BYTES);
    return (long) ATOMIC_LONG.compareAndExchange(segment, base + index, expectedValue, updateValue);
  }

  @Override
  public long getAndSetLong(int index, long value) {
    checkAtomic(index, Long.BYTES);
    return (long) ATOMIC_LONG.getAndSet(segment, base + index, value);
  }

  @Override
  public long getAndAddLong(int index, long delta) {
    checkAtomic(index, Long.BYTES);
    return (long) ATOMIC_LONG.getAndAdd(segment, base + index, delta);
  }

  @Override
  public long addLongRelease(int index, long increment) {
    checkAtomic(index, Long.BYTES);
    return (long) ATOMIC_LONG.getAndAddRelease(segment, base + index, increment);
  }

  @Override
  public long addLongOrdered(int index, long increment) {
    return addLongRelease(index, increment);
  }

  @Override
  public long addLongOpaque(int index, long increment) {
    long before = getLongOpaque(index);
    putLongOpaque(index, before + increment);
    return before;
  }

  @Override
  public int getIntVolatile(int index) {
    checkAtomic(index, Integer.BYTES);
    return (int) ATOMIC_INT.getVolatile(segment, base + index);
  }

  @Override
  public int getIntAcquire(int index) {
    checkAtomic(index, Integer.BYTES);
    return (int) ATOMIC_INT.getAcquire(segment, base + index);
  }

  @Override
  public int getIntOpaque(int index) {
    checkAtomic(index, Integer.BYTES);
    return (int) ATOMIC_INT.getOpaque(segment, base + index);
  }

  @Override
  public void putIntVolatile(int index, int value) {
    checkAtomic(index, Integer.BYTES);
    ATOMIC_INT.setVolatile(segment, base + index, value);
  }

  @Override
  public void putIntRelease(int index, int value) {
    checkAtomic(index, Integer.BYTES);
    ATOMIC_INT.setRelease(segment, base + index, value);
  }

  @Override
  public void putIntOpaque(int index, int value) {
    checkAtomic(index, Integer.BYTES);
    ATOMIC_INT.setOpaque(segment, base + index, value);
  }

  @Override
  public void putIntOrdered(int index, int value) {
    putIntRelease(index, value);
  }

  @Override
  public boolean compareAndSetInt(int index, int expectedValue, int updateValue) {
    checkAtomic(index, Integer.BYTES);
    return (boolean) ATOMIC_INT.compareAndSet(segment, base + index, expectedValue, updateValue);
  }

  @Override
  public int compareAndExchangeInt(int index, int expectedValue, int updateValue) {
    checkAtomic(index, Integer.BYTES);
    return (int) ATOMIC_INT.compareAndExchange(segment, base + index, expectedValue, updateValue);
  }

  @Override
  public int getAndSetInt(int index, int value) {
    checkAtomic(index, Integer.BYTES);
    return (int) ATOMIC_INT.getAndSet(segment, base + index, value);
  }

  @Override
  public int getAndAddInt(int index, int delta) {
    checkAtomic(index, Integer.BYTES);
    return (int) ATOMIC_INT.getAndAdd(segment, base + index, delta);
  }

  @Override
  public int addIntRelease(int index, int increment) {
    checkAtomic(index, Integer.BYTES);
    return (int) ATOMIC_INT.getAndAddRelease(segment, base + index, increment);
  }

  @Override
  public int addIntOrdered(int index, int increment) {
    return addIntRelease(index, increment);
  }

  @Override
  public int addIntOpaque(int index, int increment) {
    int before = getIntOpaque(index);
    putIntOpaque(index, before + increment);
    return before;
  }

  @Override
  public short getShortVolatile(int index) {
    checkAtomic(index, Short.BYTES);
    return (short) ATOMIC_SHORT.getVolatile(segment, base + index);
  }

  @Override
  public void putShortVolatile(int index, short value) {
    checkAtomic(index, Short.BYTES);
    ATOMIC_SHORT.setVolatile(segment, base + index, value);
  }

  @Override
  public char getCharVolatile(int index) {
    checkAtomic(index, Character.BYTES);
    return (char) ATOMIC_CHAR.getVolatile(segment, base + index);
  }

  @Override
  public void putCharVolatile(int index, char value) {
    checkAtomic(index, Character.BYTES);
    ATOMIC_CHAR.setVolatile(segment, base + index, value);
  }

  @Override
  public byte getByteVolatile(int index) {
    check(index, Byte.BYTES);
    return (byte) BYTE.getVolatile(segment, base + index);
  }

  @Override
  public void putByteVolatile(int index, byte value) {
    check(index, Byte.BYTES);
    BYTE.setVolatile(segment, base + index, value);
  }
}
