package io.ranvier.interleaving;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * What all threads of a {@link Machine} see: memory and fields, and a number for what stands there.
 */
final class SharedMemory {
  private static final MemorySegment MEMORY = Arena.global().allocate(1 << 16, 4096);

  private long contents;

  /** Returns so many bytes, all 0; there is one memory. */
  MemorySegment allocate(long bytes) {
    return MEMORY.asSlice(0, bytes).fill((byte) 0);
  }

  /** Returns whether the program got that memory here. */
  boolean holds(MemorySegment segment) {
    long offset = segment.address() - MEMORY.address();
    return segment.isNative() && offset >= 0 && offset < MEMORY.byteSize();
  }

  /** Returns a number that is the same for the same changes. */
  long contents() {
    return contents;
  }

  /** Reads the word at an address. */
  long word(long address) {
    return MEMORY.get(JAVA_INT_UNALIGNED, address - MEMORY.address());
  }

  /** Changes memory for all to see. */
  void write(MemorySegment segment, long offset, int bytes, long value) {
    long before = Words.read(segment, offset, bytes);
    Words.write(segment, offset, bytes, value);
    if (holds(segment)) {
      changed(segment.address() + offset - MEMORY.address(), before, value);
    }
  }

  /** Changes a field of the heap for all to see. */
  void writeField(VarHandle field, Object holder, long value) {
    long before = (long) field.get(holder);
    field.set(holder, value);
    changed(placeOf(field), before, value);
  }

  static long placeOf(VarHandle field) {
    return System.identityHashCode(field);
  }

  static String name(long address) {
    return "[" + (address - MEMORY.address()) + "]";
  }

  private void changed(long place, long before, long after) {
    contents ^= Machine.mix(place, before) ^ Machine.mix(place, after);
  }
}
