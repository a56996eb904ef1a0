package io.ranvier.call;

import io.ranvier.routing.ReplyGeometry;
import java.lang.foreign.MemorySegment;

/**
 * Where the replies to one side's calls lie. Borrows the segment.
 *
 * @param base a multiple of 128
 */
public record CallMemory(MemorySegment segment, long base, ReplyGeometry geometry) {}
