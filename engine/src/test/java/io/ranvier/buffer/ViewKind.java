package io.ranvier.buffer;

import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** How one of the two parties of a comparison makes its buffers over off-heap memory. */
@FunctionalInterface
interface ViewKind {
  ViewKind SEGMENT = SegmentBuffer::new;
  ViewKind UNSAFE = (memory, offset, length) -> new UnsafeBuffer(memory.address() + offset, length);

  AtomicBuffer over(MemorySegment memory, int offset, int length);
}
