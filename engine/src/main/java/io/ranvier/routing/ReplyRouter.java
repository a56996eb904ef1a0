package io.ranvier.routing;

import io.ranvier.error.RanvierException;
import java.lang.foreign.MemorySegment;

/**
 * The calling side of reply routing: what a request carries, and which reply is whose. Replies are
 * delivered by an {@link Answerer} on the same memory, in whatever process.
 *
 * <pre>
 * long reference = router.acquire(timeoutNs);
 * router.writeHeader(reference, request, 0);       // then the request itself, then send it
 * if (router.await(reference, reply, timeoutNs)) { // and read reply.payload()
 * }
 * router.release(reference);                       // in any case, once
 * </pre>
 *
 * <p>Threads: any, virtual ones included; a call belongs to one thread at a time. Whoever waits for
 * a slot is woken when there is one for it, so none is forgotten.
 */
public sealed interface ReplyRouter permits Sequential, MuxedSlots {
  /** No slot is free: wait, or be content with fewer calls in flight. */
  long NONE = -1;

  /** Returns how many bytes of each request the router needs; 0 or more. */
  int headerBytes();

  /**
   * Takes a slot, without waiting.
   *
   * @return the call's reference, or {@link #NONE}
   */
  long tryAcquire();

  /**
   * Takes a slot, and waits for one.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return the call's reference, or {@link #NONE} when the time ran out or, if it had to wait, the
   *     router has ended
   * @throws RanvierException INTERRUPTED
   */
  long acquire(long timeoutNs);

  /**
   * Writes the header of a request, at any alignment. From now on the request counts as sent: call
   * it even if the header has no bytes, and do not call it for a request that is not sent.
   *
   * <p>A call is sent once: the answerer refuses it a second time, and ends the connection.
   *
   * @return the reference by which the answerer knows the call
   * @throws RanvierException WRONG_STATE when the call has ended
   */
  long writeHeader(long reference, MemorySegment target, long offset);

  /**
   * Looks whether a call has its reply, and shows it where it lies. It stays until {@link
   * #release}.
   *
   * @throws RanvierException PROTOCOL_ERROR when what the answerer wrote cannot be a reply
   */
  boolean poll(long reference, Reply into);

  /**
   * Waits for a call's reply.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return false when the time ran out or the router has ended without a reply to it; the call
   *     goes on until it is released
   * @throws RanvierException INTERRUPTED, and as {@link #poll}
   */
  boolean await(long reference, Reply into, long timeoutNs);

  /**
   * Ends a call, and cancels it if it has no reply yet: a late one is dropped. A view of its reply
   * must not be used any more.
   *
   * @return false when it had ended before; nothing is changed
   */
  boolean release(long reference);

  /**
   * Ends the router because no replies come any more: all who wait, now or later, return at once.
   * Replies that have come can still be read. Idempotent.
   */
  void end();

  /** Returns whether the router has ended. */
  boolean isEnded();
}
