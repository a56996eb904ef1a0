package io.ranvier.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * One party's part of a mapped file, backed by storage piece by piece as it is handed out.
 *
 * <p>Borrows the {@link MappedFile}. Storage is claimed by writing zeros through the file, since a
 * store into a page without storage faults on a full file system. The zeros would destroy live
 * data, therefore each area belongs to one party (the one that leases slots in it), areas do not
 * overlap, zeros never leave the area, and each chunk of 64 KiB is written once: a bit per chunk is
 * all the heap that an area costs. Any thread.
 */
public final class StorageArea {
  /** The granularity in bytes in which storage is claimed, counted from the area's start. */
  public static final int CHUNK_BYTES = 64 * 1024;

  private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(CHUNK_BYTES);
  private static final VarHandle BITS =
      MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

  private final MappedFile file;
  private final long startOffset;
  private final long lengthBytes;
  // One bit per chunk that has storage; empty when the whole file has.
  private final long[] backedChunks;

  StorageArea(MappedFile file, long startOffset, long lengthBytes, boolean backedAlready) {
    this.file = file;
    this.startOffset = startOffset;
    this.lengthBytes = lengthBytes;
    long chunkCount = (lengthBytes + CHUNK_BYTES - 1) >>> CHUNK_SHIFT;
    this.backedChunks =
        backedAlready ? new long[0] : new long[Math.toIntExact((chunkCount + 63) >>> 6)];
  }

  /**
   * Makes sure that a range of this area can be stored to; call it before a slot's first lease, or
   * before every lease: a range that is backed already costs one look at a bit.
   *
   * @param offset from the start of the <em>file</em>, in bytes
   * @return false if the file system is full (or the file is closed); the range must not be touched
   *     then, and a later call may succeed
   * @throws IndexOutOfBoundsException if the range leaves the area
   */
  public boolean reserve(long offset, long lengthBytes) {
    long first = Objects.checkFromIndexSize(offset - startOffset, lengthBytes, this.lengthBytes);
    if (backedChunks.length == 0 || lengthBytes == 0) {
      return true;
    }
    long lastChunk = (first + lengthBytes - 1) >>> CHUNK_SHIFT;
    for (long chunk = first >>> CHUNK_SHIFT; chunk <= lastChunk; chunk++) {
      if (!isBacked(chunk) && !back(chunk)) {
        return false;
      }
    }
    return true;
  }

  private boolean isBacked(long chunk) {
    long word = (long) BITS.getAcquire(backedChunks, (int) (chunk >>> 6));
    return (word & (1L << chunk)) != 0;
  }

  private synchronized boolean back(long chunk) {
    if (isBacked(chunk)) {
      return true;
    }
    long start = chunk << CHUNK_SHIFT;
    try {
      file.writeZeros(startOffset + start, Math.min(CHUNK_BYTES, lengthBytes - start));
    } catch (IOException e) {
      return false;
    }
    int index = (int) (chunk >>> 6);
    BITS.setRelease(backedChunks, index, backedChunks[index] | (1L << chunk));
    return true;
  }
}
