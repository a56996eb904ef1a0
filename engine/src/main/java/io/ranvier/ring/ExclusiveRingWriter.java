package io.ranvier.ring;

import io.ranvier.memory.Faults;
import java.lang.foreign.MemorySegment;

/**
 * The sending side of a ring for one thread at a time: no locked instruction, no fence.
 *
 * <p>The position lives in this object; the shared tail is stored when the head is looked at, for
 * observers: once a lap, more often in a ring that is nearly full. Nothing is claimed before the
 * frame is whole: an exception on the way leaves the ring as it was.
 *
 * <p>Threads: one at a time; handing the writer to another thread needs a happens-before edge.
 */
public final class ExclusiveRingWriter extends RingWriter {
  /** So many cells are fetched together, at most; a power of two. */
  private static final int AHEAD = RingLayout.ALIGNMENT / FrameLayout.CELL_BYTES;

  private long tail;
  private long headSeen;

  /** The cell at which the next are to be fetched. */
  private long fetched;

  public ExclusiveRingWriter(Ring ring) {
    super(ring);
  }

  @Override
  public long write(
      long descriptor, long reference, long route, MemorySegment source, long sourceOffset) {
    int length = FrameLayout.length(descriptor);
    long number = tail;
    if (length > FrameLayout.FIRST_CELL_BYTES || number - headSeen >= cellCount) {
      return writeLong(descriptor, reference, route, source, sourceOffset);
    }
    long offset = offsetOf(number);
    FrameLayout.header(segment, offset, descriptor, reference, route);
    FrameLayout.payload(segment, offset, source, sourceOffset, length);
    publish(number);
    advance(number + 1);
    return number;
  }

  /** Apart from the short frame that has room: compiled to less code, that one is taken in. */
  private long writeLong(
      long descriptor, long reference, long route, MemorySegment source, long sourceOffset) {
    int length = FrameLayout.length(descriptor);
    int cells = FrameLayout.cellsFor(length);
    long cell = makeRoom(cells);
    if (cell >= 0) {
      long offset = offsetOf(cell);
      FrameLayout.header(segment, offset, descriptor, reference, route);
      FrameLayout.clearFollowing(segment, offset, cells);
      FrameLayout.payload(segment, offset, source, sourceOffset, length);
      publish(cell);
      advance(cell + cells);
    }
    return cell;
  }

  @Override
  public long writeSlot(long descriptor, long reference, long route, long slotReference) {
    long cell = makeRoom(1);
    if (cell >= 0) {
      long offset = offsetOf(cell);
      FrameLayout.header(segment, offset, descriptor, reference, route);
      FrameLayout.slotReference(segment, offset, slotReference);
      publish(cell);
      advance(cell + 1);
    }
    return cell;
  }

  @Override
  public long writeAll(MemorySegment image, int cells) {
    long cell = makeRoom(cells);
    if (cell >= 0) {
      MemorySegment.copy(image, 0, segment, offsetOf(cell), (long) cells << 6);
      try {
        publishAll(image, cell, cells);
      } finally {
        // Some frames of the batch may be there: their cells are not to be written again.
        advance(cell + cells);
      }
    }
    return cell;
  }

  /**
   * Makes room for a frame whose payload is written where it will lie. Nobody sees any of it before
   * {@link #publishClaimed}; a claim that is not published is forgotten with the next frame.
   *
   * @return the offset of the payload in the segment, {@link #FULL} or {@link #CORRUPT}
   */
  public long claim(int inlineBytes) {
    int cells = FrameLayout.cellsFor(inlineBytes);
    long cell = makeRoom(cells);
    if (cell < 0) {
      return cell;
    }
    long offset = offsetOf(cell);
    FrameLayout.clearFollowing(segment, offset, cells);
    return offset + FrameLayout.PAYLOAD_OFFSET;
  }

  /**
   * Publishes what was claimed last, as a frame of which nobody reads more than the descriptor, in
   * which its length is, and the payload.
   */
  public long publishClaimed(long descriptor) {
    long cell = tail;
    FrameLayout.descriptorPlain(segment, offsetOf(cell), descriptor);
    publish(cell);
    advance(cell + FrameLayout.cellsFor(FrameLayout.length(descriptor)));
    return cell;
  }

  /**
   * {@inheritDoc} It was fetched before; but a reader that waits may have taken it back, by a look
   * that came too early or because processors fetch the line behind one that is read, too.
   */
  @Override
  public void fetchNext() {
    long cell = tail;
    if (cell - headSeen < cellCount) {
      FrameLayout.touch(segment, offsetOf(cell));
    }
  }

  @Override
  public boolean hasRoom(int inlineBytes) {
    int cells = FrameLayout.cellsFor(inlineBytes);
    long end = tail + (cells == 1 ? 0 : padBefore(tail, cells)) + cells;
    return end - headSeen <= cellCount || refreshHead(end) != FULL;
  }

  /** Returns the number of the cell behind all that was written. */
  public long position() {
    return tail;
  }

  /** Returns the cell at which a frame of that many cells may begin, or a status. */
  private long makeRoom(int cells) {
    long cell = tail;
    int pad = cells == 1 ? 0 : padBefore(cell, cells);
    if (cell + pad + cells - headSeen > cellCount) {
      long status = refreshHead(cell + pad + cells);
      if (status < 0) {
        return status;
      }
    }
    if (pad > 0) {
      publishPad(cell, pad);
      advance(cell + pad);
    }
    return cell + pad;
  }

  private long refreshHead(long end) {
    // HB ring.consume: the reader's last read of a cell before the next write to it.
    long head = RingLayout.headAcquire(segment, base);
    if (head < headSeen || head > tail) {
      return CORRUPT;
    }
    headSeen = head;
    RingLayout.tailOpaque(segment, base, tail);
    return end - head > cellCount ? FULL : 0;
  }

  private void advance(long newTail) {
    tail = newTail;
    if (newTail >= fetched) {
      fetchAhead(newTail);
    }
  }

  /**
   * Stores into the next cells, up to the next multiple of {@link RingLayout#ALIGNMENT}, so that
   * their lines come to this core together. The frames' own stores would fetch them one after the
   * other: a processor looks only a few stores ahead of the one that waits for its line, and there
   * are more than that between one frame and the next. The lines that come are those of cells that
   * nobody reads before they are published. Whether the reader has left them is looked up here,
   * where nobody waits for it, and not at the lap's end. If it has not, the next are fetched as
   * many cells later.
   */
  private void fetchAhead(long cell) {
    // A fault of what was published is to show as that.
    Faults.check();
    long end = (cell + AHEAD) & -AHEAD;
    fetched = end;
    try {
      if (end - headSeen <= cellCount || refreshHead(end) == 0) {
        for (long next = cell; next < end; next++) {
          FrameLayout.touch(segment, offsetOf(next));
        }
      }
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // The memory went after a frame was published, which stays so: it must be told as sent.
    }
  }
}
