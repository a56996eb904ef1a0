package io.ranvier.lane;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingReader;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Ringer;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Sleeper;
import io.ranvier.slot.BorrowedSlots;
import java.lang.foreign.MemorySegment;

/**
 * The receiving side of a lane. Borrows the region's memory.
 *
 * <p>Threads: {@link #poll} on one thread at a time, the rest on any.
 */
public final class InboundLane implements Ready {
  private final MemorySegment segment;
  private final long base;
  private final RingReader[] rings;
  private final int knownRings;
  private final int maxPayloadBytes;
  private final PayloadInbox inbox;
  private final Sleeper data;
  private final Ringer space;
  private final CounterBlock counters;
  private final LaneEnd end;
  private final LaneHost host;
  private final Frame frame = new Frame(this);
  private boolean polling;
  private int firstRing;
  private long frames;
  private long bytes;

  /**
   * @param maxPayloadBytes a longer frame is a protocol error: this side announced the limit
   * @param end says when to stop; polling goes on until the rings are empty
   */
  public InboundLane(
      LaneMemory memory, int maxPayloadBytes, Signals signals, LaneEnd end, LaneHost host) {
    this.segment = memory.segment();
    this.base = memory.base();
    this.rings = memory.readers();
    this.knownRings = (int) ((1L << rings.length) - 1);
    this.maxPayloadBytes = maxPayloadBytes;
    this.inbox = memory.inbox();
    this.data = signals.sleeper(segment, base + LaneLayout.DATA, Counter.PARKS);
    this.space = signals.ringer(segment, base + LaneLayout.SPACE);
    this.counters = signals.counters();
    this.end = end;
    this.host = host;
  }

  /**
   * Hands waiting frames to the handler, without waiting for more.
   *
   * @param limit the most frames to handle
   * @return how many were handled; or, when there were none and the lane has ended, its status
   */
  public int poll(FrameHandler handler, int limit) {
    // Read before the rings: a peer that ends its side has published all its frames before.
    long ended = end.status();
    if (ended != 0 && !end.drains()) {
      return (int) ended;
    }
    if (polling) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot poll: polling=true; a handler must not poll its own lane");
    }
    polling = true;
    int handled = 0;
    try {
      int open = LaneLayout.openRingsAcquire(segment, base) & knownRings;
      for (int left = rotated(open); left != 0 && handled < limit; left &= left - 1) {
        int ring = (Integer.numberOfTrailingZeros(left) + firstRing) & 31;
        handled += pollRing(rings[ring], handler, limit - handled);
      }
    } catch (IllegalStateException e) {
      // The region was unmapped under a thread that still polled: its end says why.
      if (segment.scope().isAlive()) {
        throw e;
      }
      return (int) end.status();
    } finally {
      polling = false;
    }
    return handled > 0 ? handled : (int) ended;
  }

  /** Returns whether a frame is there, or the lane has ended. */
  @Override
  public boolean isReady() {
    if (end.isEnded()) {
      return true;
    }
    int open = LaneLayout.openRingsAcquire(segment, base) & knownRings;
    for (int left = open; left != 0; left &= left - 1) {
      if (rings[Integer.numberOfTrailingZeros(left)].hasNext()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the doorbell on which a thread sleeps until frames come. */
  public Sleeper sleeper() {
    return data;
  }

  /** Returns the payload slots known to this side. */
  public PayloadInbox inbox() {
    return inbox;
  }

  /** Gives a retained slot back and wakes a sender that waits for one. */
  void giveBack(BorrowedSlots slots, long reference) {
    if (!end.isEnded() && slots.giveBack(reference)) {
      space.ringIfWanted();
    }
  }

  private int pollRing(RingReader ring, FrameHandler handler, int limit) {
    int handled = 0;
    try {
      while (handled < limit) {
        long offset = ring.next();
        if (offset < 0) {
          refuseCorruption(offset);
          break;
        }
        if (!open(ring, offset)) {
          break;
        }
        handled++;
        handle(ring, handler);
      }
    } finally {
      if (ring.release()) {
        space.ringIfWanted();
        counters.set(Counter.FRAMES_RECEIVED, frames);
        counters.set(Counter.BYTES_RECEIVED, bytes);
      }
    }
    return handled;
  }

  private void handle(RingReader ring, FrameHandler handler) {
    boolean done = false;
    try {
      frames++;
      bytes += frame.length();
      handler.onFrame(frame);
      done = true;
    } finally {
      frame.finish();
      ring.consume();
      if (!done) {
        counters.add(Counter.HANDLER_FAILURES, 1);
      }
    }
  }

  /** Points the flyweight at a frame; refuses what the peer must not have written. */
  private boolean open(RingReader ring, long offset) {
    long descriptor = ring.descriptor();
    int length = FrameLayout.length(descriptor);
    if (FrameLayout.kind(descriptor) != FrameLayout.KIND_DATA || length > maxPayloadBytes) {
      host.protocolError(
          "frame refused: kind=%d, lengthBytes=%d, limitBytes=%d"
              .formatted(FrameLayout.kind(descriptor), length, maxPayloadBytes));
      return false;
    }
    if ((FrameLayout.flags(descriptor) & FrameLayout.FLAG_SLOT) == 0) {
      frame.inline(segment, offset, length);
      return true;
    }
    return openSlot(offset, FrameLayout.array(descriptor), length);
  }

  private boolean openSlot(long offset, int array, int length) {
    long reference = FrameLayout.slotReferencePlain(segment, offset);
    BorrowedSlots slots = inbox.find(array, length);
    if (slots == null || !slots.accept(reference)) {
      counters.add(Counter.REFUSED_REFERENCES, 1);
      host.protocolError(
          "payload reference refused: array=%d, lengthBytes=%d, reference=%d"
              .formatted(array, length, reference));
      return false;
    }
    frame.inSlot(segment, offset, slots, reference, length);
    return true;
  }

  private void refuseCorruption(long status) {
    if (status == RingReader.CORRUPT) {
      host.protocolError("ring refused: what stands at the reader's position is not a frame");
    }
  }

  /** Lets another ring come first each time, so that none is starved by a small limit. */
  private int rotated(int open) {
    if ((open & (open - 1)) == 0) {
      firstRing = 0;
      return open;
    }
    firstRing = (firstRing + 1) & 31;
    return Integer.rotateRight(open, firstRing);
  }
}
