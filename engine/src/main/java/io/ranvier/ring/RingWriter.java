package io.ranvier.ring;

import java.lang.foreign.MemorySegment;

/**
 * The sending side of a ring. Borrows the ring's memory.
 *
 * <p>Linearisation point of a write: the release store of the frame's sequence word. A process that
 * dies earlier has sent nothing; what it wrote into the cells is never read.
 *
 * <p>Both disciplines refuse instead of waiting: a write ends in a bounded number of steps with the
 * number of the frame's first cell or a negative status.
 */
public abstract sealed class RingWriter permits ExclusiveRingWriter, SharedRingWriter {
  /** The ring has too few free cells now; try again when the reader has moved on. */
  public static final long FULL = -1;

  /** The reader's position is impossible: the peer broke the protocol. */
  public static final long CORRUPT = -2;

  final MemorySegment segment;
  final long base;
  private final long cellsBase;
  final long mask;
  final int cellCount;
  private final long key;

  RingWriter(Ring ring) {
    this.segment = ring.segment();
    this.base = ring.base();
    this.cellsBase = ring.cellsBase();
    this.cellCount = ring.cellCount();
    this.mask = ring.cellCount() - 1L;
    this.key = ring.key();
  }

  /**
   * Publishes a frame whose payload lies in its cells.
   *
   * @param descriptor kind, flags, array and length; the length is the bytes to copy and at most
   *     {@link RingLayout#maxInlineBytes}
   * @return the number of the frame's first cell, {@link #FULL} or {@link #CORRUPT}
   */
  public abstract long write(
      long descriptor, long reference, long route, MemorySegment source, long sourceOffset);

  /**
   * Publishes a frame whose payload lies in a slot.
   *
   * @param slotReference the payload slot; the descriptor names its array and its length in use
   * @return the number of the frame's cell, {@link #FULL} or {@link #CORRUPT}
   */
  public abstract long writeSlot(long descriptor, long reference, long route, long slotReference);

  /**
   * Publishes several frames that were laid out beforehand as they will lie in the ring, their
   * sequence words left open.
   *
   * @param image the frames, one behind the other
   * @param cells how many cells they take together, at most a quarter of the ring
   * @return the number of the first frame's cell, {@link #FULL} or {@link #CORRUPT}
   */
  public abstract long writeAll(MemorySegment image, int cells);

  /**
   * Returns whether a frame with that many bytes in its cells could be written now; true also when
   * the reader's position is impossible, as the write will tell.
   */
  public abstract boolean hasRoom(int inlineBytes);

  /**
   * Fetches the line of the cell that the next frame will lie in, if that is free and nobody else
   * writes there: of use when that frame follows something the reader has just done.
   */
  public abstract void fetchNext();

  /**
   * Returns whether the receiver had begun to handle the call that was published at that cell. Of
   * use when the receiver has died; until then it may change at any time.
   */
  public final boolean isTaken(long cell) {
    return RingLayout.takenOpaque(segment, base) > cell;
  }

  /** Returns the most payload bytes a frame can carry in its cells. */
  public final int maxInlineBytes() {
    return RingLayout.maxInlineBytes(cellCount);
  }

  /** Returns the most cells that {@link #writeAll} takes at once. */
  public final int maxBatchCells() {
    return cellCount >> 2;
  }

  final long offsetOf(long cell) {
    return cellsBase + ((cell & mask) << 6);
  }

  /** Returns how many cells before the end of the ring a frame has to skip to stay in one piece. */
  final int padBefore(long cell, int cells) {
    int untilEnd = cellCount - (int) (cell & mask);
    return cells > untilEnd ? untilEnd : 0;
  }

  final void publish(long cell) {
    // HB ring.publish: frame bytes before sequence.
    FrameLayout.sequenceRelease(segment, offsetOf(cell), (cell + 1) ^ key);
  }

  final void publishPad(long cell, int cells) {
    int length = cells * FrameLayout.CELL_BYTES - FrameLayout.PAYLOAD_OFFSET;
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_PAD, 0, 0, length);
    FrameLayout.header(segment, offsetOf(cell), descriptor, 0, 0);
    publish(cell);
  }

  /**
   * Publishes the frames of an image that was copied to the cells from {@code cell} on; should that
   * throw, the rest as padding.
   */
  final void publishAll(MemorySegment image, long cell, int cells) {
    int next = 0;
    try {
      while (next < cells) {
        // From the image: the peer can write to the ring, and could keep this loop going for ever.
        long descriptor = FrameLayout.descriptorPlain(image, (long) next << 6);
        publish(cell + next);
        next += FrameLayout.cellsInRing(descriptor);
      }
    } finally {
      if (next < cells) {
        publishPad(cell + next, cells - next);
      }
    }
  }
}
