package io.ranvier.lane;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.payload.PayloadSlot;
import io.ranvier.ring.FrameLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory to write one payload into: claim, write in place, publish or abort. Reusable; owns what it
 * has claimed.
 *
 * <pre>
 * state   to        by
 * idle    open      Sender.tryClaim, Sender.claim
 * open    idle      publish (0 or more), abort, close
 * open    open      publish that met back pressure: publish again or abort
 * </pre>
 *
 * <p>Nothing is visible to the receiver before {@link #publish}, and no cell of the ring is claimed
 * before it, so a thread that is slow or dies between claim and publish delays nobody.
 *
 * <p>Threads: one at a time.
 */
public final class Claim implements AutoCloseable {
  private final SegmentBuffer buffer = new SegmentBuffer();
  private final PayloadSlot slot = new PayloadSlot();
  private MemorySegment staging = MemorySegment.NULL;
  // As long as it; to ask a segment costs more.
  private int stagingBytes;
  private Sender sender;
  private boolean open;
  private boolean inSlot;

  /** Makes a claim of nothing. */
  public Claim() {}

  /**
   * Returns the memory to write into: as long as was claimed, contents undefined. The view is dead
   * while nothing is claimed.
   */
  public SegmentBuffer buffer() {
    return buffer;
  }

  /** Returns whether memory is claimed. */
  public boolean isOpen() {
    return open;
  }

  /** Publishes all that was claimed; see {@link #publish(int, int)}. */
  public long publish(int method) {
    return publish(method, buffer.capacity());
  }

  /**
   * Publishes the first {@code length} bytes, without waiting.
   *
   * @return 0 or more when published; on back pressure the claim stays open; on a final status it
   *     is aborted
   * @throws RanvierException WRONG_STATE when nothing is claimed; INVALID_ARGUMENT when more is
   *     published than was claimed
   */
  public long publish(int method, int length) {
    long status = attempt(method, length);
    if (status < 0) {
      sender.countRefusal(status);
    }
    return status;
  }

  /** Like {@link #publish(int, int)}, and waits for space; {@link Status#TIMED_OUT} aborts. */
  public long publish(int method, int length, long timeoutNs) {
    long status = publish(method, length);
    if (!Status.isBackPressure(status)) {
      return status;
    }
    status = sender.retry(status, () -> attempt(method, length), timeoutNs);
    if (status < 0) {
      abort();
    }
    return status;
  }

  /** Gives the claimed memory up; nothing is sent. Does nothing when nothing is claimed. */
  public void abort() {
    if (!open) {
      return;
    }
    end();
    if (inSlot) {
      free();
    }
  }

  /** Aborts what is still claimed. */
  @Override
  public void close() {
    abort();
  }

  PayloadSlot slot() {
    return slot;
  }

  void refuseIfOpen() {
    if (open) {
      throw new RanvierException(
          ErrorCode.WRONG_STATE, "cannot claim: claim=open; publish or abort it first");
    }
  }

  void openInline(Sender by, int length) {
    if (stagingBytes < by.maxInlineBytes()) {
      staging = Arena.ofAuto().allocate(by.maxInlineBytes(), 64);
      stagingBytes = by.maxInlineBytes();
    }
    buffer.wrap(staging, 0, length);
    open(by, false);
  }

  void openInSlot(Sender by, int length) {
    buffer.wrap(slot.segment(), slot.offset(), length);
    open(by, true);
  }

  private void open(Sender by, boolean claimedSlot) {
    // Nearly always the same, and to store an object costs more than to look.
    if (sender != by) {
      sender = by;
    }
    inSlot = claimedSlot;
    open = true;
  }

  /** Publishes all that was claimed as a frame of the call layer's. */
  long attemptCall(int flags, long reference, long route) {
    int length = buffer.capacity();
    if (!open) {
      throw refusal(length);
    }
    if (inSlot) {
      int slotFlags = flags | FrameLayout.FLAG_SLOT;
      long descriptor =
          FrameLayout.descriptor(FrameLayout.KIND_CALL, slotFlags, slot.arrayNumber(), length);
      return settled(publishSlot(descriptor, reference, route));
    }
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_CALL, flags, 0, length);
    return settled(sender.attempt(descriptor, reference, route, staging, 0));
  }

  private long attempt(int method, int length) {
    if (!open || length < 0 || length > buffer.capacity()) {
      throw refusal(length);
    }
    if (inSlot) {
      long descriptor = FrameLayout.data(slot.arrayNumber(), length);
      return settled(publishSlot(descriptor, 0, FrameLayout.route(method, 0)));
    }
    return settled(publishInline(method, length));
  }

  private long publishInline(int method, int length) {
    try {
      return Faults.checked(sender.attempt(method, staging, 0, length));
    } catch (IllegalStateException | InternalError e) {
      return sender.lost().status(e);
    }
  }

  private long settled(long status) {
    if (status >= 0) {
      end();
    } else if (!Status.isBackPressure(status)) {
      abort();
    }
    return status;
  }

  private long publishSlot(long descriptor, long reference, long route) {
    try {
      return Faults.checked(sender.publishSlot(slot, descriptor, reference, route));
    } catch (IllegalStateException | InternalError e) {
      return sender.lost().status(e);
    }
  }

  private void free() {
    try {
      if (slot.free()) {
        sender.slotFreed();
      }
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // The region is gone, and the slot with it.
      boolean ignored = sender.lost().or(e);
    }
  }

  private void end() {
    open = false;
    buffer.release();
  }

  private RanvierException refusal(int length) {
    return open
        ? new RanvierException(
            ErrorCode.INVALID_ARGUMENT,
            "cannot publish: lengthBytes=%d, claimedBytes=%d; publish no more than was claimed"
                .formatted(length, buffer.capacity()))
        : new RanvierException(
            ErrorCode.WRONG_STATE, "cannot publish: claim=idle; claim memory first");
  }
}
