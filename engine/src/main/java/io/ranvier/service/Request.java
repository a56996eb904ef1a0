package io.ranvier.service;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.MethodId;

/**
 * A request, read where it lies. Borrows; valid during the handler's call.
 *
 * <p>On the polling thread the payload is memory that the peer can still write to: code that must
 * not see it change copies it first. So it is on an executor if it came in a payload slot.
 *
 * <p>Threads: the handler's.
 */
public final class Request {
  private final InboundCalls calls;
  private SegmentBuffer payload;
  private int methodId;
  private long reference;
  private int deadline;

  Request(InboundCalls calls) {
    this.calls = calls;
  }

  /** Returns the request's bytes; the view is dead when the handler has returned. */
  public SegmentBuffer payload() {
    return payload;
  }

  public int service() {
    return MethodId.service(methodId);
  }

  public int method() {
    return MethodId.method(methodId);
  }

  /** Returns whether the caller does not wait for the answer any more. */
  public boolean isCancelled() {
    return calls.delivery().isOver(reference);
  }

  /**
   * Returns how many nanoseconds are left until the call's deadline, less than 0 when it has
   * passed; {@code Long.MAX_VALUE} if it has none.
   */
  public long leftNs() {
    return calls.leftNs(deadline);
  }

  /** Returns the user the caller's process runs as, as the kernel says. */
  public String peerUser() {
    return calls.peerUser();
  }

  void show(SegmentBuffer newPayload, int newMethodId, long newReference, int newDeadline) {
    payload = newPayload;
    methodId = newMethodId;
    reference = newReference;
    deadline = newDeadline;
  }
}
