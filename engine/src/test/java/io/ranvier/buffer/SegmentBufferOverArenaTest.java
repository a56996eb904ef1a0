package io.ranvier.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

final class SegmentBufferOverArenaTest extends SegmentBufferContractTest {
  @Override
  MemorySegment allocate(Arena arena, long byteSize) {
    return arena.allocate(byteSize, Long.BYTES);
  }
}
