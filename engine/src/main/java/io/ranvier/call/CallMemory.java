package io.ranvier.call;

import io.ranvier.metadata.MetadataLimits;
import io.ranvier.routing.ReplyGeometry;
import java.lang.foreign.MemorySegment;

/**
 * Where the replies to one side's calls lie, and how much metadata may travel. Borrows the segment.
 *
 * @param base a multiple of 128
 * @param toServer limits of the metadata of requests
 * @param toCaller limits of the metadata of replies
 */
public record CallMemory(
    MemorySegment segment,
    long base,
    ReplyGeometry geometry,
    MetadataLimits toServer,
    MetadataLimits toCaller) {}
