package io.ranvier.interleaving;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where in a struct a handle leads: to its field, of which only the handle knows the offset. */
final class Fields {
  private static final int LONGEST_STRUCT = 128;

  /** Each byte holds its own offset. */
  private static final MemorySegment OFFSETS = offsets();

  private static final Map<VarHandle, Long> FOUND = new ConcurrentHashMap<>();

  private Fields() {}

  /** Returns how far behind the offset that it is given a handle reads and writes. */
  static long offset(VarHandle handle) {
    return FOUND.computeIfAbsent(handle, Fields::find);
  }

  /** The lowest byte of a word stands first on the machines that this runs on. */
  private static long find(VarHandle handle) {
    return ((Number) handle.withInvokeBehavior().get(OFFSETS, 0L)).longValue() & 0xFF;
  }

  private static MemorySegment offsets() {
    MemorySegment bytes = Arena.global().allocate(LONGEST_STRUCT, LONGEST_STRUCT);
    for (int i = 0; i < LONGEST_STRUCT; i++) {
      bytes.set(JAVA_BYTE, i, (byte) i);
    }
    return bytes;
  }
}
