package io.ranvier.bench.jmh;

import io.ranvier.buffer.SegmentBuffer;
import java.lang.foreign.Arena;
import org.agrona.concurrent.AtomicBuffer;

/** This engine's buffer, over a memory segment. */
@HotPath
public class SegmentBufferBenchmark extends BufferAccess {
  /** For JMH. */
  public SegmentBufferBenchmark() {}

  @Override
  AtomicBuffer open(int lengthBytes) {
    return new SegmentBuffer(Arena.ofAuto().allocate(lengthBytes, 64), 0, lengthBytes);
  }
}
