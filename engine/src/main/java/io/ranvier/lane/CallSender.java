package io.ranvier.lane;

import io.ranvier.error.RanvierException;
import io.ranvier.ring.FrameLayout;
import java.lang.foreign.MemorySegment;

/**
 * A handle for sending the frames of calls; for the call layer. Owns its ring if it is exclusive.
 *
 * <p>Threads and statuses as for the {@link Sender} it is made of.
 */
public final class CallSender {
  private final Sender sender;

  CallSender(Sender sender) {
    this.sender = sender;
  }

  /** Returns whether this sender belongs to one thread. */
  public boolean isExclusive() {
    return sender.isExclusive();
  }

  /** Claims memory for a request, as {@link Sender#tryClaim} does. */
  public long tryClaim(int length, Claim claim) {
    return sender.tryClaim(length, claim);
  }

  /** Claims memory for a request, as {@link Sender#claim} does. */
  public long claim(int length, Claim claim, long timeoutNs) {
    return sender.claim(length, claim, timeoutNs);
  }

  /**
   * Publishes a request, without waiting.
   *
   * @param flags of {@link FrameLayout}
   * @param reference the call's slot and generation
   * @param route method and deadline, of {@link FrameLayout#route}
   * @return the number of the frame's cell; on back pressure the claim stays open; on a final
   *     status it is aborted
   */
  public long tryPublish(Claim claim, int flags, long reference, long route) {
    long status = claim.attemptCall(flags, reference, route);
    if (status < 0) {
      sender.countRefusal(status);
    }
    return status;
  }

  /** Like {@link #tryPublish}, and waits for space; {@link Status#TIMED_OUT} aborts the claim. */
  public long publish(Claim claim, int flags, long reference, long route, long timeoutNs) {
    long status = tryPublish(claim, flags, reference, route);
    if (!Status.isBackPressure(status)) {
      return status;
    }
    status = sender.retry(status, () -> claim.attemptCall(flags, reference, route), timeoutNs);
    if (status < 0) {
      claim.abort();
    }
    return status;
  }

  /**
   * Refuses a thread that may not send, and returns whether a request of that length travels in the
   * ring itself; false if it is negative.
   *
   * @throws RanvierException WRONG_THREAD, WRONG_STATE
   */
  public boolean checkedIsInline(int length) {
    return sender.checkedIsInline(length);
  }

  /**
   * Publishes a copy of a request that is {@linkplain #checkedIsInline inline}, without waiting.
   *
   * @return the number of the frame's cell, or a status
   */
  public long trySend(
      int flags, long reference, long route, MemorySegment source, long offset, int length) {
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_CALL, flags, 0, length);
    return sender.attemptChecked(descriptor, reference, route, source, offset);
  }

  /**
   * Expects another call soon; for an exclusive sender's thread, when the answer to one was waited
   * for. May fail as any access to memory that is gone.
   */
  public void fetchNext() {
    sender.fetchNext();
  }

  /** Tells the receiver that a call is over, without waiting. */
  public long tryCancel(long reference) {
    long descriptor = FrameLayout.descriptor(FrameLayout.KIND_CANCEL, 0, 0, 0);
    return sender.attempt(descriptor, reference, 0, MemorySegment.NULL, 0);
  }

  /**
   * Returns whether the receiver had begun to handle the call that was published at that cell. Of
   * use when the receiver has died.
   */
  public boolean isTaken(long cell) {
    return sender.isTaken(cell);
  }

  /**
   * Closes the handle, as {@link Sender#close} does.
   *
   * @return whether it was exclusive and its ring can be opened again: no thread is using it
   */
  public boolean close() {
    return sender.release();
  }
}
