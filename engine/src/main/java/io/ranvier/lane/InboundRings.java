package io.ranvier.lane;

import io.ranvier.ring.RingReader;
import java.lang.foreign.MemorySegment;

/**
 * The rings of a lane as its receiver goes through them: which are open, and in which order.
 * Borrows the region's memory.
 *
 * <p>Threads: the polling thread.
 */
final class InboundRings {
  private final MemorySegment segment;
  private final long base;
  private final RingReader[] readers;
  private final int known;
  private int open;
  private int first;

  InboundRings(LaneMemory memory) {
    this.segment = memory.segment();
    this.base = memory.base();
    this.readers = memory.readers();
    this.known = (int) ((1L << readers.length) - 1);
  }

  /**
   * Returns the open rings in the order of this pass, as bits for {@link #at}; another ring comes
   * first each time, so that none is starved by a small limit.
   */
  int inOrder() {
    if ((open & (open - 1)) == 0) {
      first = 0;
      return open;
    }
    int next = (first + 1) & 31;
    first = (next + Integer.numberOfTrailingZeros(Integer.rotateRight(open, next))) & 31;
    return Integer.rotateRight(open, first);
  }

  /** Returns the ring of the lowest bit of what {@link #inOrder} returned. */
  RingReader at(int order) {
    return readers[(Integer.numberOfTrailingZeros(order) + first) & 31];
  }

  /** Returns whether a frame or padding is there. */
  boolean hasNext() {
    for (int left = open; left != 0; left &= left - 1) {
      if (readers[Integer.numberOfTrailingZeros(left)].hasNext()) {
        return true;
      }
    }
    return false;
  }

  /** Gives all consumed cells back; returns whether there were any. */
  boolean release() {
    boolean released = false;
    for (int left = open; left != 0; left &= left - 1) {
      released |= readers[Integer.numberOfTrailingZeros(left)].release();
    }
    return released;
  }

  /** Looks for rings that were opened; returns whether there is a new one. */
  boolean discover() {
    int before = open;
    // HB lane.open: the ring's bit before its first frame.
    open = LaneLayout.openRingsAcquire(segment, base) & known;
    return open != before;
  }

  /**
   * Moves past cells that a dead thread of the peer claimed and never published, to the next frame
   * that another one did; when the peer has ended. Only the ring that threads share has such holes.
   *
   * @return whether there is such a frame
   */
  boolean skipHole() {
    return (open & 1) != 0 && readers[0].skipHole();
  }
}
