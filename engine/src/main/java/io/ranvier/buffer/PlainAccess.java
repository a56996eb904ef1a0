package io.ranvier.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Plain reads and writes of single values, at any alignment.
 *
 * <p>A byte order other than the machine's own, null included, swaps the bytes: that is how Agrona
 * reads it. Floating-point values travel as their raw bits, so no NaN changes on the way.
 */
abstract class PlainAccess extends SegmentWindow {
  static final VarHandle BYTE = JAVA_BYTE.varHandle().withInvokeExactBehavior();
  static final VarHandle SHORT = JAVA_SHORT_UNALIGNED.varHandle().withInvokeExactBehavior();
  static final VarHandle INT = JAVA_INT_UNALIGNED.varHandle().withInvokeExactBehavior();
  static final VarHandle LONG = JAVA_LONG_UNALIGNED.varHandle().withInvokeExactBehavior();

  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  @Override
  public byte getByte(int index) {
    check(index, Byte.BYTES);
    return (byte) BYTE.get(segment, base + index);
  }

  @Override
  public void putByte(int index, byte value) {
    check(index, Byte.BYTES);
    BYTE.set(segment, base + index, value);
  }

  @Override
  public short getShort(int index) {
    check(index, Short.BYTES);
    return (short) SHORT.get(segment, base + index);
  }

  @Override
  public void putShort(int index, short value) {
    check(index, Short.BYTES);
    SHORT.set(segment, base + index, value);
  }

  @Override
  public int getInt(int index) {
    check(index, Integer.BYTES);
    return (int) INT.get(segment, base + index);
  }

  @Override
  public void putInt(int index, int value) {
    check(index, Integer.BYTES);
    INT.set(segment, base + index, value);
  }

  @Override
  public long getLong(int index) {
    check(index, Long.BYTES);
    return (long) LONG.get(segment, base + index);
  }

  @Override
  public void putLong(int index, long value) {
    check(index, Long.BYTES);
    LONG.set(segment, base + index, value);
  }

  @Override
  public char getChar(int index) {
    return (char) getShort(index);
  }

  @Override
  public void putChar(int index, char value) {
    putShort(index, (short) value);
  }

  @Override
  public float getFloat(int index) {
    return Float.intBitsToFloat(getInt(index));
  }

  @Override
  public void putFloat(int index, float value) {
    putInt(index, Float.floatToRawIntBits(value));
  }

  @Override
  public double getDouble(int index) {
    return Double.longBitsToDouble(getLong(index));
  }

  @Override
  public void putDouble(int index, double value) {
    putLong(index, Double.doubleToRawLongBits(value));
  }

  @Override
  public short getShort(int index, ByteOrder byteOrder) {
    return ordered(getShort(index), byteOrder);
  }

  @Override
  public void putShort(int index, short value, ByteOrder byteOrder) {
    putShort(index, ordered(value, byteOrder));
  }

  @Override
  public int getInt(int index, ByteOrder byteOrder) {
    return ordered(getInt(index), byteOrder);
  }

  @Override
  public void putInt(int index, int value, ByteOrder byteOrder) {
    putInt(index, ordered(value, byteOrder));
  }

  @Override
  public long getLong(int index, ByteOrder byteOrder) {
    return ordered(getLong(index), byteOrder);
  }

  @Override
  public void putLong(int index, long value, ByteOrder byteOrder) {
    putLong(index, ordered(value, byteOrder));
  }

  @Override
  public char getChar(int index, ByteOrder byteOrder) {
    return (char) ordered(getShort(index), byteOrder);
  }

  @Override
  public void putChar(int index, char value, ByteOrder byteOrder) {
    putShort(index, ordered((short) value, byteOrder));
  }

  @Override
  public float getFloat(int index, ByteOrder byteOrder) {
    return Float.intBitsToFloat(ordered(getInt(index), byteOrder));
  }

  @Override
  public void putFloat(int index, float value, ByteOrder byteOrder) {
    putInt(index, ordered(Float.floatToRawIntBits(value), byteOrder));
  }

  @Override
  public double getDouble(int index, ByteOrder byteOrder) {
    return Double.longBitsToDouble(ordered(getLong(index), byteOrder));
  }

  @Override
  public void putDouble(int index, double value, ByteOrder byteOrder) {
    putLong(index, ordered(Double.doubleToRawLongBits(value), byteOrder));
  }

  private static short ordered(short bits, ByteOrder byteOrder) {
    return byteOrder == NATIVE ? bits : Short.reverseBytes(bits);
  }

  private static int ordered(int bits, ByteOrder byteOrder) {
    return byteOrder == NATIVE ? bits : Integer.reverseBytes(bits);
  }

  private static long ordered(long bits, ByteOrder byteOrder) {
    return byteOrder == NATIVE ? bits : Long.reverseBytes(bits);
  }
}
