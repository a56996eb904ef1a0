package io.ranvier.interleaving;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Something that a thread has stored and that others do not see yet.
 *
 * @param kind how it is ordered
 * @param place of memory: the address; else a number of its own
 * @param bytes size; 0 for what is not in memory
 * @param value what is stored
 * @param segment null unless it is in memory
 * @param field of the heap, or null
 * @param holder of the field or the lock
 */
record Store(
    Kind kind,
    long place,
    int bytes,
    long value,
    MemorySegment segment,
    VarHandle field,
    Object holder) {
  /** How a store is ordered with those before it. */
  enum Kind {
    PLAIN,
    RELEASE,
    UNLOCK,
    FENCE
  }

  boolean isOrdered() {
    return kind == Kind.RELEASE || kind == Kind.UNLOCK;
  }

  boolean overlaps(long otherPlace, int otherBytes) {
    return bytes > 0 && place < otherPlace + otherBytes && otherPlace < place + bytes;
  }

  long hash() {
    return Machine.mix(place * 31 + kind.ordinal(), value);
  }
}
