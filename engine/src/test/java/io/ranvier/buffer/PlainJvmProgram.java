package io.ranvier.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A user's program: every kind of access once, in a JVM that was given no flag. */
final class PlainJvmProgram {
  private PlainJvmProgram() {}

  public static void main(String[] args) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(256, 8);
      SegmentBuffer buffer = new SegmentBuffer(memory, 0, 256);
      buffer.putLong(0, 1L, ByteOrder.BIG_ENDIAN);
      buffer.putIntRelease(8, 2);
      buffer.getAndAddInt(8, 3);
      buffer.compareAndSetLong(16, 0, 4);
      buffer.putStringAscii(24, "ascii");
      buffer.putStringUtf8(64, "ütf-8");
      buffer.putBytes(96, ByteBuffer.allocateDirect(8), 8);
      int length = buffer.putLongAscii(128, -42);
      buffer.wrap(new SegmentBuffer(memory, 0, 256), 0, 256);
      buffer.setMemory(200, 56, (byte) 1);
      System.out.print(
          buffer.getLong(0, ByteOrder.BIG_ENDIAN)
              + " "
              + buffer.getIntAcquire(8)
              + " "
              + buffer.getLongVolatile(16)
              + " "
              + buffer.getStringAscii(24)
              + " "
              + buffer.getStringUtf8(64).length()
              + " "
              + buffer.parseIntAscii(128, length)
              + " "
              + refusal(buffer));
    }
  }

  private static String refusal(SegmentBuffer buffer) {
    try {
      buffer.parseIntAscii(200, 4);
      return "none";
    } catch (NumberFormatException e) {
      return e.getClass().getSimpleName();
    }
  }
}
