package io.ranvier.lane;

import io.ranvier.counter.Counter;
import io.ranvier.counter.CounterBlock;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingReader;
import io.ranvier.signal.Ready;
import io.ranvier.signal.Ringer;
import io.ranvier.signal.Signals;
import io.ranvier.signal.Sleeper;
import io.ranvier.signal.Waiter;
import io.ranvier.slot.BorrowedSlots;
import java.lang.foreign.MemorySegment;

/**
 * The receiving side of a lane. Borrows the region's memory.
 *
 * <p>Threads: {@link #poll} on one thread at a time, the rest on any.
 */
public final class InboundLane implements Ready {
  /**
   * Without a pause rests come after so many passes, or frames by four; what comes then is late.
   */
  private static final int WORK_BETWEEN_RESTS = 256;

  private final MemorySegment segment;
  private final InboundRings rings;
  private final int maxPayloadBytes;
  private final PayloadInbox inbox;
  private final Sleeper data;
  private final Ringer space;
  private final CounterBlock counters;
  private final LaneEnd end;
  private final LaneHost host;
  private final Frame frame = new Frame(this);
  private final CallFrames calls;
  private final LoneCalls lone = new LoneCalls();
  private PollingThread poller = PollingThread.NONE;
  private boolean polling;
  private boolean lastIsCall;
  private boolean slotReturned;
  private boolean rested;
  private int work;
  private long frames;
  private long bytes;

  /**
   * @param maxPayloadBytes a longer frame is a protocol error: this side announced the limit
   * @param end says when to stop; polling goes on until the rings are empty
   * @param calls takes the frames of calls
   */
  public InboundLane(
      LaneMemory memory,
      int maxPayloadBytes,
      Signals signals,
      LaneEnd end,
      LaneHost host,
      CallFrames calls) {
    this.segment = memory.segment();
    this.rings = new InboundRings(memory);
    this.maxPayloadBytes = maxPayloadBytes;
    this.inbox = memory.inbox();
    this.data = signals.sleeper(segment, memory.base() + LaneLayout.DATA, Counter.PARKS);
    this.space = signals.ringer(segment, memory.base() + LaneLayout.SPACE);
    this.counters = signals.counters();
    this.end = end;
    this.host = host;
    this.calls = calls;
  }

  /**
   * Hands waiting frames to the handler, without waiting for more. What can be left for later waits
   * until nothing is there, when there is time: the consumed cells go back to the senders then, or
   * when a quarter of a ring has been consumed.
   *
   * @param limit the most frames to handle
   * @param looks how often to look again: {@link Waiter#looks}; if at all, lone calls are awaited
   * @return how many were handled; or, when there were none and the lane has ended, its status
   */
  public int poll(FrameHandler handler, int limit, int looks) {
    if (end.isStopped()) {
      return (int) end.status();
    }
    if (polling) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot poll: polling=true; a handler must not poll its own lane");
    }
    polling = true;
    poller = poller.enter();
    try {
      int most = looks > 0 && !rested ? lone.approach(limit) : limit;
      int handled = pollRings(handler, most);
      int missed = 0;
      for (; handled == 0 && !rested && missed < looks && !end.isStopped(); missed++) {
        handled = rings.hasNext() ? pollRings(handler, most) : 0;
      }
      lone.passed(handled, limit, lastIsCall, missed);
      boolean atRest = handled == 0 && (!rested || end.isEndedOpaque());
      return atRest ? pollAtRest(handler, limit) : handled;
    } catch (IllegalStateException e) {
      // The region was unmapped under a thread that still polled: its end says why.
      if (segment.scope().isAlive()) {
        throw e;
      }
      return (int) end.status();
    } finally {
      poller.leave();
      polling = false;
    }
  }

  /** Returns whether a frame is there, or the lane has ended; on the polling thread. */
  @Override
  public boolean isReady() {
    if (end.isEnded()) {
      return true;
    }
    try {
      // A ring that was opened meanwhile counts: its bit was published before its first frame.
      return rings.hasNext() || rest();
    } catch (IllegalStateException e) {
      // The region was unmapped since the look at the end.
      if (segment.scope().isAlive()) {
        throw e;
      }
      return true;
    }
  }

  /** Returns the doorbell on which a thread sleeps until frames come. */
  public Sleeper sleeper() {
    return data;
  }

  public PayloadInbox inbox() {
    return inbox;
  }

  /** Wakes a sender that waits for payload slots: one of them is of no use any more. */
  public void ringSpace() {
    space.ringIfWanted();
  }

  /** Gives a retained slot back and wakes a sender that waits for one. */
  void giveBack(BorrowedSlots slots, long reference) {
    try {
      if (!end.isEnded() && slots.giveBack(reference)) {
        space.ringIfWanted();
      }
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // The array was unmapped since the look at the end, or cut short, and the slot with it.
      if (e instanceof Error ? !host.endIfCutShort() : slots.segment().scope().isAlive()) {
        throw e;
      }
    }
  }

  private int pollRings(FrameHandler handler, int limit) {
    if (work >= WORK_BETWEEN_RESTS) {
      work = 0;
      boolean ignored = rest();
    }
    int handled = 0;
    for (int left = rings.inOrder(); left != 0 && handled < limit; left &= left - 1) {
      handled += pollRing(rings.at(left), handler, limit - handled);
    }
    work += 1 + (handled >> 2);
    return handled;
  }

  /** Nothing was there: catches up with what was left for later; looks whether it is the end. */
  private int pollAtRest(FrameHandler handler, int limit) {
    long ended = end.status();
    boolean opened = rest();
    if (end.isStopped() || (ended == 0 && !opened)) {
      return (int) ended;
    }
    // Once more: a peer that ends its side has published all its frames before.
    int handled;
    do {
      handled = pollRings(handler, limit);
    } while (handled == 0 && ended != 0 && rings.skipHole());
    return handled > 0 ? handled : (int) ended;
  }

  /** Gives cells back, stores the counters, looks for new rings; returns whether there is one. */
  private boolean rest() {
    if (!rested) {
      settle();
      rested = true;
    }
    return rings.discover();
  }

  private void settle() {
    if (rings.release()) {
      space.ringIfWanted();
    }
    counters.set(Counter.FRAMES_RECEIVED, frames);
    counters.set(Counter.BYTES_RECEIVED, bytes);
  }

  private int pollRing(RingReader ring, FrameHandler handler, int limit) {
    MemorySegment cells = segment;
    int handled = 0;
    try {
      while (handled < limit) {
        long offset = ring.next(cells);
        if (offset < 0) {
          // Padding that was skipped makes no frame, and its cells are to go back all the same.
          rested &= ring.isReleased();
          if (offset == RingReader.CORRUPT) {
            host.protocolError("ring refused: at the reader's position stands no frame");
          }
          break;
        }
        if (!open(ring, cells, offset)) {
          break;
        }
        handled++;
        int kind = FrameLayout.kind(ring.descriptor());
        lastIsCall = kind == FrameLayout.KIND_CALL;
        if (kind == FrameLayout.KIND_DATA) {
          handle(ring, handler);
        } else {
          handleCall(ring, cells, FrameLayout.referencePlain(cells, offset), kind);
        }
        if (ring.releaseIfDue()) {
          space.ringIfWanted();
        }
      }
    } finally {
      if (handled > 0) {
        rested = false;
        frames += handled;
      }
      if (slotReturned) {
        slotReturned = false;
        space.ringIfWanted();
      }
    }
    return handled;
  }

  private void handle(RingReader ring, FrameHandler handler) {
    boolean done = false;
    try {
      bytes += frame.length();
      handler.onFrame(frame);
      done = true;
    } finally {
      finish(ring, done);
    }
  }

  private void handleCall(RingReader ring, MemorySegment cells, long reference, int kind) {
    boolean done = false;
    try {
      bytes += frame.length();
      if (kind == FrameLayout.KIND_CANCEL) {
        calls.onCancel(reference);
      } else {
        CallsAhead.tell(ring, cells, calls);
        ring.markTaken(cells);
        calls.onCall(frame, reference, FrameLayout.flags(ring.descriptor()), frame.deadline());
      }
      done = true;
    } finally {
      finish(ring, done);
    }
  }

  private void finish(RingReader ring, boolean done) {
    ring.consume();
    slotReturned |= frame.finish();
    if (!done) {
      counters.add(Counter.HANDLER_FAILURES, 1);
    }
  }

  /** Points the flyweight at a frame; refuses what the peer must not have written. */
  private boolean open(RingReader ring, MemorySegment cells, long offset) {
    long descriptor = ring.descriptor();
    int length = FrameLayout.length(descriptor);
    int kind = FrameLayout.kind(descriptor);
    if (kind < FrameLayout.KIND_DATA
        || kind > FrameLayout.KIND_CANCEL
        || length > maxPayloadBytes) {
      host.protocolError(
          "frame refused: kind=%d, lengthBytes=%d, limitBytes=%d"
              .formatted(kind, length, maxPayloadBytes));
      return false;
    }
    if ((FrameLayout.flags(descriptor) & FrameLayout.FLAG_SLOT) == 0) {
      frame.inline(cells, offset, length);
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
}
