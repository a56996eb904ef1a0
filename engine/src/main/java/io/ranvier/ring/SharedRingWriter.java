package io.ranvier.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The sending side of a ring for any number of threads of one process: one CAS a frame or batch.
 *
 * <p>A thread claims cells by moving the tail with a CAS after it has seen that the reader has left
 * them, so a claim never has to be undone. Between claim and publication lies only the copy; should
 * it throw, the claimed cells are published as padding, so the reader never meets a hole while this
 * process lives. If the process dies there, the claimed cells stay without a sequence word, and the
 * reader skips them once the process is dead: see {@link RingReader#skipHole}.
 *
 * <p>Threads: any. Progress: lock-free among the threads of this process; a thread that loses the
 * CAS too often answers {@link #FULL}.
 */
public final class SharedRingWriter extends RingWriter {
  private static final int CLAIM_ATTEMPTS = 1 << 16;
  private static final VarHandle HEAD_SEEN;

  static {
    try {
      HEAD_SEEN =
          MethodHandles.lookup().findVarHandle(SharedRingWriter.class, "headSeen", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through HEAD_SEEN: what any thread last saw of the shared head
  private long headSeen;

  public SharedRingWriter(Ring ring) {
    super(ring);
  }

  @Override
  public long write(
      long descriptor, long reference, long route, MemorySegment source, long sourceOffset) {
    int length = FrameLayout.length(descriptor);
    int cells = FrameLayout.cellsFor(length);
    long cell = claim(cells);
    if (cell >= 0) {
      boolean written = false;
      try {
        long offset = offsetOf(cell);
        FrameLayout.clearFollowing(segment, offset, cells);
        FrameLayout.payload(segment, offset, source, sourceOffset, length);
        FrameLayout.header(segment, offset, descriptor, reference, route);
        publish(cell);
        written = true;
      } finally {
        padUnless(written, cell, cells);
      }
    }
    return cell;
  }

  @Override
  public long writeSlot(long descriptor, long reference, long route, long slotReference) {
    long cell = claim(1);
    if (cell >= 0) {
      boolean written = false;
      try {
        long offset = offsetOf(cell);
        FrameLayout.header(segment, offset, descriptor, reference, route);
        FrameLayout.slotReference(segment, offset, slotReference);
        publish(cell);
        written = true;
      } finally {
        padUnless(written, cell, 1);
      }
    }
    return cell;
  }

  @Override
  public long writeAll(MemorySegment image, int cells) {
    long cell = claim(cells);
    if (cell >= 0) {
      boolean written = false;
      try {
        MemorySegment.copy(image, 0, segment, offsetOf(cell), (long) cells << 6);
        written = true;
      } finally {
        padUnless(written, cell, cells);
      }
      publishAll(image, cell, cells);
    }
    return cell;
  }

  @Override
  public void fetchNext() {
    // The cell may be another thread's already.
  }

  @Override
  public boolean hasRoom(int inlineBytes) {
    int cells = FrameLayout.cellsFor(inlineBytes);
    long cell = RingLayout.tailOpaque(segment, base);
    long end = cell + padBefore(cell, cells) + cells;
    long seen = (long) HEAD_SEEN.getAcquire(this);
    return end - seen <= cellCount || refreshHead(seen, cell, end) != FULL;
  }

  private void padUnless(boolean written, long cell, int cells) {
    if (!written) {
      publishPad(cell, cells);
    }
  }

  /** Returns the first of that many cells, now this thread's own, or a status. */
  private long claim(int cells) {
    for (int attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
      long cell = RingLayout.tailOpaque(segment, base);
      int pad = padBefore(cell, cells);
      long end = cell + pad + cells;
      // HB ring.consume: acquire, since it may be another thread that saw the reader leave.
      long seen = (long) HEAD_SEEN.getAcquire(this);
      if (end - seen > cellCount) {
        long status = refreshHead(seen, cell, end);
        if (status < 0) {
          return status;
        }
      }
      if (RingLayout.casTail(segment, base, cell, end)) {
        if (pad > 0) {
          padInFront(cell, pad, cells);
        }
        return cell + pad;
      }
      Thread.onSpinWait();
    }
    return FULL;
  }

  /** Pads up to the end of the ring; should that throw, also what was claimed behind it. */
  private void padInFront(long cell, int pad, int cells) {
    boolean written = false;
    try {
      publishPad(cell, pad);
      written = true;
    } finally {
      padUnless(written, cell, pad);
      padUnless(written, cell + pad, cells);
    }
  }

  private long refreshHead(long seen, long tail, long end) {
    // HB ring.consume: the reader's last read of a cell before the next write to it.
    long head = RingLayout.headAcquire(segment, base);
    if (head < seen || (head > tail && head > RingLayout.tailOpaque(segment, base))) {
      return CORRUPT;
    }
    HEAD_SEEN.setRelease(this, head);
    return end - head > cellCount ? FULL : 0;
  }
}
