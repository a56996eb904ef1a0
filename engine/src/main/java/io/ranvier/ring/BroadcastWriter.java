package io.ranvier.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The sending side of a ring that any number of readers follow. Borrows the memory.
 *
 * <p>Cells are written again when the writer comes round, whether everybody has read them or not;
 * who is to be waited for is said by {@link #keepFrom}. Before a frame is written over, its
 * sequence word is cleared: a reader that looks at that word before and after it copied knows
 * whether the copy is whole.
 *
 * <p>Threads: one, but for {@link #keptFrom}.
 */
public final class BroadcastWriter {
  /** The ring has no room before cells that are kept. */
  public static final long FULL = -1;

  private final MemorySegment segment;
  private final int cellCount;
  private final long mask;
  private final long key;
  // The number of the cell at which a frame last began, by place; here, where nobody else can
  // write.
  private final long[] frames;
  private long tail;
  private long items;
  private volatile long kept;

  /**
   * @param segment a file laid out as {@link BroadcastLayout} says
   * @param key random; its highest byte is not 0
   */
  public BroadcastWriter(MemorySegment segment, int cellCount, long key) {
    Ring.checkCellCount(cellCount);
    this.segment = segment;
    this.cellCount = cellCount;
    this.mask = cellCount - 1L;
    this.key = key;
    this.frames = new long[cellCount];
  }

  /** Returns the most payload bytes of an item. */
  public int maxItemBytes() {
    return RingLayout.maxInlineBytes(cellCount);
  }

  public int cellCount() {
    return cellCount;
  }

  /** Returns the number of the cell behind the last item. */
  public long position() {
    return tail;
  }

  /** Returns the first cell that is not written over; any thread, volatile. */
  public long keptFrom() {
    return kept;
  }

  /**
   * Says which cells may be written over: those before that one, at which a frame begins. May take
   * back what it said before, until something is written.
   */
  public void keepFrom(long cell) {
    kept = cell;
  }

  /** Returns the cell at which the last item begins, 0 if there is none; any thread, acquire. */
  public long lastFrame() {
    // HB broadcast.last: an item before its place is told as the last.
    return Math.max(BroadcastLayout.lastAcquire(segment) - 1, 0);
  }

  /** Returns the number of the item at that cell; -1 when none is there (any more); any thread. */
  public long itemAt(long cell) {
    BroadcastReader reader = new BroadcastReader(segment, cellCount, key, cell);
    return reader.next() == BroadcastReader.ITEM ? reader.number() : -1;
  }

  /** Returns where the first frame begins that lies at a cell of the last lap or behind it. */
  public long frameFrom(long cell) {
    long frame = Math.max(cell, kept);
    while (frame < tail && frames[(int) (frame & mask)] != frame) {
      frame++;
    }
    return Math.min(frame, tail);
  }

  /**
   * Returns whether a reader can be before that cell: it is in the past, or a frame begins there.
   */
  public boolean mayHaveRead(long cell) {
    return cell < kept || cell == tail || cell < tail && frames[(int) (cell & mask)] == cell;
  }

  /** Returns the number of the cell behind an item of that length, if it is written next. */
  public long end(int bytes) {
    int cells = FrameLayout.cellsFor(bytes);
    return tail + padBefore(cells) + cells;
  }

  /** Returns whether an item can be written without writing over what is kept. */
  public boolean hasRoom(int bytes) {
    return end(bytes) - kept <= cellCount;
  }

  /** Copies an item and publishes it; returns its number or {@link #FULL}. */
  public long write(MemorySegment source, long offset, int bytes) {
    long place = claim(bytes);
    if (place < 0) {
      return place;
    }
    FrameLayout.payload(segment, place - FrameLayout.PAYLOAD_OFFSET, source, offset, bytes);
    return publish(bytes);
  }

  /**
   * Makes room for an item that is written where it will lie.
   *
   * @return the offset of its payload, or {@link #FULL}
   */
  public long claim(int bytes) {
    if (!hasRoom(bytes)) {
      return FULL;
    }
    int cells = FrameLayout.cellsFor(bytes);
    int pad = padBefore(cells);
    if (pad > 0) {
      invalidate(tail, pad);
      publishPad(pad);
    }
    invalidate(tail, cells);
    return offsetOf(tail) + FrameLayout.PAYLOAD_OFFSET;
  }

  /** Publishes what was claimed; returns its number. */
  public long publish(int bytes) {
    long cell = tail;
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, bytes);
    FrameLayout.header(segment, offsetOf(cell), descriptor, items, 0);
    advance(cell, FrameLayout.cellsFor(bytes));
    // HB broadcast.last: an item before its place is told as the last.
    BroadcastLayout.lastRelease(segment, cell + 1);
    return items++;
  }

  private void publishPad(int cells) {
    int length = cells * FrameLayout.CELL_BYTES - FrameLayout.PAYLOAD_OFFSET;
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_PAD, 0, 0, length);
    FrameLayout.header(segment, offsetOf(tail), descriptor, 0, 0);
    advance(tail, cells);
  }

  private void advance(long cell, int cells) {
    frames[(int) (cell & mask)] = cell;
    // HB ring.publish: frame bytes before sequence.
    FrameLayout.sequenceRelease(segment, offsetOf(cell), (cell + 1) ^ key);
    tail = cell + cells;
  }

  /** Makes readers of what lies in those cells see that it is going, before any of it goes. */
  private void invalidate(long cell, int cells) {
    for (int i = 0; i < cells; i++) {
      FrameLayout.sequenceOpaque(segment, offsetOf(cell + i), 0);
    }
    // HB broadcast.overwrite: clearing of the sequence word before new bytes in its cells.
    VarHandle.storeStoreFence();
  }

  private int padBefore(int cells) {
    int untilEnd = cellCount - (int) (tail & mask);
    return cells > untilEnd ? untilEnd : 0;
  }

  private long offsetOf(long cell) {
    return BroadcastLayout.STRUCT.byteSize() + ((cell & mask) << 6);
  }
}
