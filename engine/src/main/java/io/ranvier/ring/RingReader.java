package io.ranvier.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The receiving side of a ring. Borrows the ring's memory.
 *
 * <p>Use: {@link #next} finds a frame, {@link #descriptor} tells what it is, {@link #consume} moves
 * past it, {@link #release} gives the consumed cells back to the senders. Frames are read where
 * they lie, between {@code next} and {@code release}.
 *
 * <p>Nothing the peer wrote is trusted: a frame is returned only if its kind, its length and its
 * place in the ring fit together; the descriptor is read from memory once.
 *
 * <p>Threads: one at a time. Every call ends after a bounded number of steps.
 */
public final class RingReader {
  /** No complete frame is there now. */
  public static final long NONE = -1;

  /** What stands in the ring is not a frame: the peer broke the protocol. */
  public static final long CORRUPT = -2;

  /** So many short frames in a row belong to a stream; if nothing came of it, more, up to most. */
  private static final int STREAM = 32;

  private static final int MOST_PATIENCE = 4096;

  /** How far ahead a stream is looked for, and how near at least. */
  private static final int FAR = 64;

  private static final int NEAR = 16;
  private static final int FALL_BACK_SPINS = 20;

  private final MemorySegment segment;
  private final long base;
  private final long cellsBase;
  private final long mask;
  private final int cellCount;
  private final int maxFrameCells;
  private final long key;

  private long head;

  /** Frames that begin before this cell are known to be published. */
  private long seen;

  /** Since here one short frame after the other was there. */
  private long streamStart;

  /** From so many on they are a stream. */
  private int patience = STREAM;

  private boolean streaming;

  /** How far ahead a stream was found the last time. */
  private int reach = FAR;

  private long released;

  /** Where the last lap of a ring ends to which nobody writes any more; 0 while somebody may. */
  private long lastLapEnd;

  private long descriptor;
  private int frameCells;

  public RingReader(Ring ring) {
    this.segment = ring.segment();
    this.base = ring.base();
    this.cellsBase = ring.cellsBase();
    this.cellCount = ring.cellCount();
    this.mask = ring.cellCount() - 1L;
    this.maxFrameCells = RingLayout.maxFrameCells(ring.cellCount());
    this.key = ring.key();
  }

  /** Returns the memory in which the frames lie. */
  public MemorySegment segment() {
    return segment;
  }

  /** Returns whether a frame or padding is there; acquire, reads one word. */
  public boolean hasNext() {
    return isPublished(head);
  }

  /**
   * Finds the next frame and skips padding.
   *
   * @param segment what {@link #segment} returns: a loop that keeps it in a variable has it checked
   *     once and not for each access
   * @return the offset of its first cell in the segment, {@link #NONE} or {@link #CORRUPT}
   */
  public long next(MemorySegment segment) {
    long cell = head;
    long offset = offsetOf(cell);
    if (cell >= seen && !isThere(segment, cell)) {
      return NONE;
    }
    long word = FrameLayout.descriptorPlain(segment, offset);
    descriptor = word;
    if (FrameLayout.isShort(word)) {
      frameCells = 1;
      return offset;
    }
    return FrameLayout.kind(word) == FrameLayout.KIND_PAD ? nextAfterPadding() : validated(offset);
  }

  /**
   * Looks for the frame at the reader's position. In a stream the reader lets the sender get ahead:
   * at its heels it would ask for each line while that is being written, or has been fetched to be
   * written, so that lines travel twice and both wait. One that falls back reads lines that are
   * finished, many at once.
   */
  private boolean isThere(MemorySegment segment, long cell) {
    if (streaming && (lookAhead(reach) || fallBack())) {
      patience = STREAM;
      return true;
    }
    if (isPublished(segment, cell)) {
      streaming = cell - streamStart >= patience;
      return true;
    }
    streamStart = cell;
    return false;
  }

  private boolean fallBack() {
    for (int i = 0; i < FALL_BACK_SPINS; i++) {
      Thread.onSpinWait();
    }
    for (int cells = FAR; cells >= NEAR; cells >>= 1) {
      if (lookAhead(cells)) {
        reach = cells;
        return true;
      }
    }
    // Few are ever ahead: it takes longer each time until that is tried again.
    streaming = false;
    streamStart = head;
    patience = Math.min(patience << 1, MOST_PATIENCE);
    return false;
  }

  /**
   * Looks at the next cells, so that the lines of a stream travel at the same time and not each
   * when its frame is handled. A cell in the middle of a frame never looks published. The last one
   * is looked at first: where it is not there, the others are left to the sender.
   *
   * @return whether so many cells in a row have been published
   */
  boolean lookAhead(int cells) {
    boolean published = isPublished(head + cells - 1) && areAllPublished(cells);
    if (published) {
      seen = head + cells;
    }
    return published;
  }

  /**
   * Looks at so many cells with plain loads and without a branch, so that the processor asks for
   * all lines at once; the fence then makes acquires of them.
   */
  private boolean areAllPublished(int count) {
    MemorySegment cells = segment;
    long cell = head;
    long difference = 0;
    for (int i = 0; i < count; i++, cell++) {
      difference |= FrameLayout.sequencePlain(cells, offsetOf(cell)) ^ (cell + 1) ^ key;
    }
    // HB ring.publish: frame bytes before sequence.
    VarHandle.acquireFence();
    return difference == 0;
  }

  /** Returns the descriptor of the frame that {@link #next} found. */
  public long descriptor() {
    return descriptor;
  }

  /** Moves past the frame that {@link #next} found; its bytes stay until {@link #release}. */
  public void consume() {
    // A branch that is guessed, and not a sum: the next frame's address does not wait for this
    // one's length, so that the processor fetches several at a time.
    if (frameCells == 1) {
      head++;
    } else {
      head += frameCells;
    }
  }

  /**
   * Tells the sender that the frame that {@link #next} found is taken: if this process dies from
   * now on, nobody knows how far it got with it. The mark is stored before all that follows.
   *
   * @param segment as in {@link #next}
   */
  public void markTaken(MemorySegment segment) {
    RingLayout.takenOpaque(segment, base, head + 1);
    // StoreStore: the handler's effects must not be seen before the mark.
    VarHandle.storeStoreFence();
  }

  /** Returns the number of the first cell that was not consumed. */
  public long position() {
    return head;
  }

  /** Returns how many frames of one cell each are known to be there behind the present one. */
  public int knownAhead() {
    return (int) Math.max(seen - head - 1, 0);
  }

  /** Returns the offset in the segment of a cell behind the present one. */
  public long offsetAhead(int cells) {
    return offsetOf(head + cells);
  }

  /** Returns whether all consumed cells have been given back. */
  public boolean isReleased() {
    return released == head;
  }

  /** Gives consumed cells back if they are a quarter of the ring or more. */
  public boolean releaseIfDue() {
    return head - released >= cellCount >> 2 && release();
  }

  /**
   * Gives consumed cells back to the senders.
   *
   * @return whether there were any
   */
  public boolean release() {
    if (released == head) {
      return false;
    }
    released = head;
    // HB ring.consume: the reader's last read of a cell before the next write to it.
    RingLayout.headRelease(segment, base, head);
    return true;
  }

  /**
   * Moves past cells that were claimed and never published, to the next that was. For a ring to
   * which nobody writes any more: a sender that lives may publish what is skipped.
   *
   * <p>A cell of the hole cannot pass for a frame: a sequence word of an earlier lap has another
   * number, and bytes of a payload do not know the key. Senders claim no cell that the reader has
   * not given back, so one lap from there, as it was when the first hole was met, is all there can
   * be: a peer that goes on writing all the same does not keep the reader going.
   *
   * @return whether the reader stands before a frame now that it had not reached
   */
  public boolean skipHole() {
    if (lastLapEnd == 0) {
      lastLapEnd = released + cellCount;
    }
    for (long cell = head; cell < lastLapEnd; cell++) {
      if (isPublished(cell)) {
        boolean skipped = cell > head;
        head = cell;
        return skipped;
      }
    }
    return false;
  }

  /** Skips at most one lap of padding, so that a peer cannot keep the reader busy for ever. */
  private long nextAfterPadding() {
    long limit = head + cellCount;
    while (FrameLayout.kind(descriptor) == FrameLayout.KIND_PAD) {
      int cells = FrameLayout.cellsFor(FrameLayout.length(descriptor));
      if (cells <= 0 || !isInOnePiece(cells)) {
        return CORRUPT;
      }
      head += cells;
      if (head >= limit || !isPublished(head)) {
        return NONE;
      }
      descriptor = FrameLayout.descriptorPlain(segment, offsetOf(head));
    }
    return validated(offsetOf(head));
  }

  private long validated(long offset) {
    frameCells = FrameLayout.cellsInRing(descriptor);
    if (frameCells > 1) {
      // Of its cells only the first looks published: no stream is found ahead.
      streamStart = head;
    }
    boolean fits = frameCells <= maxFrameCells && FrameLayout.length(descriptor) >= 0;
    return fits && isInOnePiece(frameCells) ? offset : CORRUPT;
  }

  private boolean isPublished(long cell) {
    return isPublished(segment, cell);
  }

  private boolean isPublished(MemorySegment segment, long cell) {
    // HB ring.publish: frame bytes before sequence.
    return FrameLayout.sequenceAcquire(segment, offsetOf(cell)) == ((cell + 1) ^ key);
  }

  private boolean isInOnePiece(int cells) {
    return cells > 0 && cells <= cellCount - (int) (head & mask);
  }

  private long offsetOf(long cell) {
    return cellsBase + ((cell & mask) << 6);
  }
}
