package io.ranvier.ring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What the tests of rings have in common. */
final class StressRing {
  static final long KEY = 0x7700_0000_0000_0000L;

  /** A frame of eight bytes. */
  static final long DATA = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, Long.BYTES);

  private StressRing() {}

  /** Returns the payload of a frame. */
  static MemorySegment source(long payload) {
    MemorySegment source = Arena.global().allocate(JAVA_LONG);
    source.set(JAVA_LONG, 0, payload);
    return source;
  }
}
