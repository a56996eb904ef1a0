package io.ranvier.lane;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.payload.PayloadSlot;
import io.ranvier.ring.FrameLayout;
import io.ranvier.ring.RingWriter;
import io.ranvier.signal.Ringer;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;

/**
 * A handle for sending frames. Owns its ring if it is exclusive.
 *
 * <p>Threads: an exclusive sender belongs to the first thread that uses it; a shared one may be
 * used by any number of threads at once, virtual ones included.
 *
 * <p>Order: the frames that one thread sends through one sender arrive in that order.
 *
 * <p>Every method that returns a long answers 0 or more when the frame was published, else a {@link
 * Status}. Publishing happens-before the handler's call on the other side.
 */
public final class Sender implements AutoCloseable {
  private final OutboundLane lane;
  private final RingWriter ring;
  private final int ringIndex;
  private final Ringer data;
  private final LaneEnd end;
  private final LostMemory lost;
  private final int maxInlineBytes;
  private final ThreadOwner owner;
  private final SlotSender slots;

  Sender(OutboundLane lane, RingWriter ring, int ringIndex, Ringer data, LaneEnd end) {
    this.lane = lane;
    this.ring = ring;
    this.ringIndex = ringIndex;
    this.data = data;
    this.end = end;
    this.lost = lane.lost();
    this.slots = new SlotSender(this, lane);
    this.owner = new ThreadOwner("sender", ringIndex != 0);
    this.maxInlineBytes = Math.min(ring.maxInlineBytes(), lane.maxPayloadBytes());
  }

  /** Returns whether this sender belongs to one thread. */
  public boolean isExclusive() {
    return ringIndex != 0;
  }

  /** Returns the most payload bytes that travel in the ring itself, without a payload slot. */
  public int maxInlineBytes() {
    return maxInlineBytes;
  }

  /**
   * Copies a payload and sends it, without waiting.
   *
   * @param method a number that the receiver sees as {@link Frame#method}
   * @param source on or off the heap
   * @throws RanvierException PAYLOAD_TOO_LARGE, LIMIT_EXCEEDED, INVALID_ARGUMENT when the length is
   *     negative, WRONG_THREAD, WRONG_STATE
   */
  public long trySend(int method, MemorySegment source, long offset, int length) {
    long status;
    try {
      status = Faults.checked(attempt(method, source, offset, length));
    } catch (IllegalStateException | InternalError e) {
      status = lost.status(e);
    }
    if (status < 0) {
      countRefusal(status);
    }
    return status;
  }

  /** Like {@link #trySend(int, MemorySegment, long, int)} with the whole of a view as payload. */
  public long trySend(int method, SegmentBuffer payload) {
    return trySend(method, payload.segment(), payload.segmentOffset(), payload.capacity());
  }

  /**
   * Copies a payload and sends it; waits for space as the connection's {@code Waiting} says. A call
   * that has to wait may allocate.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return as for {@link #trySend(int, MemorySegment, long, int)}, or {@link Status#TIMED_OUT}
   */
  public long send(int method, MemorySegment source, long offset, int length, long timeoutNs) {
    long status = trySend(method, source, offset, length);
    return Status.isBackPressure(status)
        ? retry(status, () -> Faults.checked(attempt(method, source, offset, length)), timeoutNs)
        : status;
  }

  /**
   * Claims memory to write a payload of that length into, without waiting. Small payloads are
   * written into the claim's own memory and copied when published, large ones into a payload slot
   * where the receiver will read them.
   *
   * @return 0, or a {@link Status}
   * @throws RanvierException as {@link #trySend(int, MemorySegment, long, int)}; WRONG_STATE when
   *     the claim is in use
   */
  public long tryClaim(int length, Claim claim) {
    long status = attemptClaim(length, claim);
    if (status < 0) {
      countRefusal(status);
    }
    return status;
  }

  /** Like {@link #tryClaim}, and waits for a payload slot if none is free. */
  public long claim(int length, Claim claim, long timeoutNs) {
    long status = tryClaim(length, claim);
    return Status.isBackPressure(status)
        ? retry(status, () -> attemptClaim(length, claim), timeoutNs)
        : status;
  }

  /** Makes a batch: several small frames published together. */
  public FrameBatch newBatch() {
    return new FrameBatch(this, ring.maxBatchCells(), maxInlineBytes);
  }

  /**
   * Closes the handle. The ring of an exclusive sender can be opened again if the thread that used
   * it closes it or has ended. Idempotent.
   */
  @Override
  public void close() {
    boolean ignored = release();
  }

  /** Closes the handle; returns whether nobody can be using what it owned. */
  boolean release() {
    boolean released = owner.release();
    if (released) {
      lane.closeExclusive(ringIndex);
    }
    return released;
  }

  /**
   * Sends a frame of the user's, without waiting.
   *
   * <p>That the memory went the caller learns from an exception, and asks {@link #lost}: with what
   * that takes, there would be too much code here for the compiler to take in.
   */
  long attempt(int method, MemorySegment source, long offset, int length) {
    long ended = enter();
    if (ended != 0) {
      return ended;
    }
    // A negative length also goes where it is refused.
    if (Integer.compareUnsigned(length, maxInlineBytes) > 0) {
      return slots.attempt(method, source, offset, length);
    }
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_DATA, 0, 0, length);
    long route = FrameLayout.route(method, 0);
    return sent(Faults.checked(ring.write(descriptor, 0, route, source, offset)));
  }

  /** Refuses a wrong thread; returns whether a payload travels in the ring, false if negative. */
  boolean checkedIsInline(int length) {
    owner.check();
    return Integer.compareUnsigned(length, maxInlineBytes) <= 0;
  }

  /** Sends a frame of any kind whose payload travels in the ring's cells, without waiting. */
  long attempt(long descriptor, long reference, long route, MemorySegment source, long offset) {
    owner.check();
    return attemptChecked(descriptor, reference, route, source, offset);
  }

  /** The same by a thread that {@link #checkedIsInline} has not refused. */
  long attemptChecked(
      long descriptor, long reference, long route, MemorySegment source, long offset) {
    long ended = end.statusOpaque();
    if (ended != 0) {
      return ended;
    }
    try {
      return published(Faults.checked(ring.write(descriptor, reference, route, source, offset)));
    } catch (IllegalStateException | InternalError e) {
      return lost.status(e);
    }
  }

  long publishSlot(PayloadSlot slot, long descriptor, long reference, long route) {
    long ended = enter();
    if (ended != 0) {
      return ended;
    }
    slot.handOver();
    long cell = RingWriter.FULL;
    try {
      cell = ring.writeSlot(descriptor, reference, route, slot.reference());
    } finally {
      if (cell < 0) {
        slot.takeBack();
      } else {
        slot.sent();
      }
    }
    Faults.check();
    return FrameLayout.kind(descriptor) == FrameLayout.KIND_DATA ? sent(cell) : published(cell);
  }

  long publishAll(MemorySegment image, int cells) {
    long ended = enter();
    return ended != 0 ? ended : sent(Faults.checked(ring.writeAll(image, cells)));
  }

  /**
   * Repeats an attempt until it is over, asleep in between.
   *
   * @param refused the back pressure that it met
   */
  long retry(long refused, LongSupplier attempt, long timeoutNs) {
    Retry retry = new Retry(refused, this::isFull, attempt);
    try {
      return Faults.checked(lane.await(retry, timeoutNs) ? retry.result() : Status.TIMED_OUT);
    } catch (IllegalStateException | InternalError e) {
      return retry.resultOr(lost.status(e));
    }
  }

  private boolean isFull() {
    return end.statusOpaque() == 0 && !Faults.checked(ring.hasRoom(0));
  }

  /** Returns what explains why an access failed. */
  LostMemory lost() {
    return lost;
  }

  /** Wakes the threads of this process that wait for a payload slot. */
  void slotFreed() {
    lane.slotFreed();
  }

  void countRefusal(long status) {
    lane.countRefusal(status);
  }

  /** Returns whether the receiver had begun to handle the call that was published at that cell. */
  boolean isTaken(long cell) {
    return ring.isTaken(cell);
  }

  /** See {@link RingWriter#fetchNext}; does nothing on another thread than the sender's. */
  void fetchNext() {
    if (owner.isCurrent()) {
      ring.fetchNext();
    }
  }

  long attemptClaim(int length, Claim claim) {
    long ended = enter();
    if (ended != 0) {
      return ended;
    }
    claim.refuseIfOpen();
    if (length >= 0 && length <= maxInlineBytes) {
      claim.openInline(this, length);
      return 0;
    }
    lane.checkLength(length);
    try {
      long status = lane.lease(length, OutboundLane.hint(), claim.slot());
      if (status == 0) {
        claim.openInSlot(this, length);
      }
      return Faults.checked(status);
    } catch (IllegalStateException | InternalError e) {
      return lost.status(e);
    }
  }

  /** The end of each way to send the user's frames. What becomes of a call its caller learns. */
  private long sent(long cell) {
    return cell < 0 ? refused(cell) : ring(end.unlessEnded(cell));
  }

  private long published(long cell) {
    return cell < 0 ? refused(cell) : ring(cell);
  }

  private long refused(long cell) {
    if (cell == RingWriter.FULL) {
      return Status.BACK_PRESSURED;
    }
    lane.refusePeer("ring refused: the receiver's position is impossible");
    return Status.PROTOCOL_ERROR;
  }

  private long ring(long status) {
    return data.peerSleeps() ? wake(status) : status;
  }

  /** Wakes the receiver. What was published stays so, also if the connection ends meanwhile. */
  private long wake(long status) {
    try {
      data.ringIfWanted();
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = lost.or(e);
    }
    return status;
  }

  private long enter() {
    owner.check();
    return end.statusOpaque();
  }
}
