package io.ranvier.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * One reader of a ring that its writer may write over. Borrows the memory, which it only reads.
 *
 * <p>Use: {@link #next} finds an item; its bytes lie at {@link #payloadOffset}. Whoever must not
 * see them change copies them, then asks {@link #isWhole}; {@link #consume} moves on. After {@link
 * #OVERRUN} {@link #catchUp} goes to the last item.
 *
 * <p>Nothing that stands in the memory is trusted: lengths and places are checked, and each call
 * ends after a bounded number of steps.
 *
 * <p>Threads: one.
 */
public final class BroadcastReader {
  /** What {@link #next} found. */
  public static final int NONE = 0;

  /** An item. */
  public static final int ITEM = 1;

  /** The writer has come round: what was to be read next is gone. */
  public static final int OVERRUN = 2;

  /** What stands there is no item. */
  public static final int CORRUPT = 3;

  /** An idle reader asks for the writer's place only so often: the line is the writer's. */
  private static final int LOOKS = 16;

  private final MemorySegment segment;
  private final int cellCount;
  private final long mask;
  private final int maxFrameCells;
  private final long key;
  private long head;
  private long number;
  private int length;
  private int cells;
  private int idle;

  public BroadcastReader(MemorySegment segment, int cellCount, long key, long head) {
    this.segment = segment;
    this.cellCount = cellCount;
    this.mask = cellCount - 1L;
    this.maxFrameCells = RingLayout.maxFrameCells(cellCount);
    this.key = key;
    this.head = head;
  }

  /** Returns the most payload bytes of an item. */
  public int maxItemBytes() {
    return RingLayout.maxInlineBytes(cellCount);
  }

  /** Returns the number of the first cell that was not consumed. */
  public long position() {
    return head;
  }

  /** Returns whether something new is there; for a look now and then, before a sleep. */
  public boolean hasNext() {
    lookClosely();
    return sequence(head) == sequenceOf(head) || isPassed();
  }

  /** Like {@link #hasNext}, but may miss for some looks that the writer has come round. */
  public boolean mayHaveNext() {
    if (sequence(head) == sequenceOf(head)) {
      return true;
    }
    boolean passed = idle++ % LOOKS == 0 && isPassed();
    if (passed) {
      lookClosely();
    }
    return passed;
  }

  /** Has the next look of {@link #next} find out for sure whether the writer has come round. */
  public void lookClosely() {
    idle = 0;
  }

  /** Finds the next item, past at most one lap of padding. */
  public int next() {
    long limit = head + cellCount;
    while (head < limit) {
      if (sequence(head) != sequenceOf(head)) {
        return idle++ % LOOKS == 0 && isPassed() ? OVERRUN : NONE;
      }
      long descriptor = FrameLayout.descriptorPlain(segment, offsetOf(head));
      number = FrameLayout.referencePlain(segment, offsetOf(head));
      length = FrameLayout.length(descriptor);
      cells = FrameLayout.cellsFor(length);
      boolean pad = FrameLayout.kind(descriptor) == FrameLayout.KIND_PAD;
      if (!isWhole()) {
        return OVERRUN;
      }
      if (!isPossible(descriptor, pad)) {
        return CORRUPT;
      }
      if (!pad) {
        return ITEM;
      }
      head += cells;
    }
    return NONE;
  }

  /** Returns the number of the item that was found. */
  public long number() {
    return number;
  }

  /** Returns the length of the item that was found, in bytes. */
  public int length() {
    return length;
  }

  /** Returns where in the segment the item lies that was found. */
  public long payloadOffset() {
    return offsetOf(head) + FrameLayout.PAYLOAD_OFFSET;
  }

  /** Returns whether what was read of the item since it was found is what was sent. */
  public boolean isWhole() {
    // HB broadcast.overwrite: clearing of the sequence word before new bytes in its cells.
    VarHandle.acquireFence();
    // Acquire: what tells why it is not whole was stored before the word was cleared.
    return FrameLayout.sequenceAcquire(segment, offsetOf(head)) == sequenceOf(head);
  }

  /** Moves past the item that was found. */
  public void consume() {
    head += cells;
  }

  /** Goes to the last item that was sent; false when there is none there, which is CORRUPT. */
  public boolean catchUp() {
    long last = last();
    if (last < head) {
      return false;
    }
    head = last;
    lookClosely();
    return true;
  }

  /** Returns whether the writer has published something at or behind what is to be read next. */
  private boolean isPassed() {
    return last() >= head && sequence(head) != sequenceOf(head);
  }

  private long last() {
    // HB broadcast.last: an item before its place is told as the last.
    return BroadcastLayout.lastAcquire(segment) - 1;
  }

  private boolean isPossible(long descriptor, boolean pad) {
    boolean known = pad || FrameLayout.kind(descriptor) == FrameLayout.KIND_DATA;
    return known
        && length >= 0
        && cells > 0
        && (pad || cells <= maxFrameCells)
        && cells <= cellCount - (int) (head & mask);
  }

  private long sequence(long cell) {
    // HB ring.publish: frame bytes before sequence.
    return FrameLayout.sequenceAcquire(segment, offsetOf(cell));
  }

  private long sequenceOf(long cell) {
    return (cell + 1) ^ key;
  }

  private long offsetOf(long cell) {
    return BroadcastLayout.STRUCT.byteSize() + ((cell & mask) << 6);
  }
}
