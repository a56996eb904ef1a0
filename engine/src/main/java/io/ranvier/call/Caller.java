package io.ranvier.call;

import io.ranvier.error.CallException;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.Status;
import io.ranvier.routing.ReplyRouter;
import io.ranvier.slot.SlotBlocks;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A handle for making calls. An exclusive one owns a ring and call slots, and pays no locked
 * instruction; a shared one takes slots from those of the connection.
 *
 * <pre>{@code
 * try (Caller gateway = connection.exclusiveCaller()) { // or (1_000), to have so many in flight
 *   Call call = gateway.newCall();                     // reusable: nothing is allocated per call
 *   call.open(ORDERS, NEW_ORDER, 64);
 *   call.request().putLong(0, 42L);
 *   call.send();
 *   long id = call.awaitNs(1_000_000).payload().getLong(0);
 *   call.close();
 * }
 * }</pre>
 *
 * <p>Threads: an exclusive caller and its calls belong to the first thread that sends with it; a
 * shared one may be used by any number of threads at once, virtual ones included.
 */
public final class Caller implements AutoCloseable {
  private final OutboundCalls calls;
  private final CallSender sender;
  private final SlotBlocks slots;
  private final CallScope scope;
  private final AtomicBoolean closed = new AtomicBoolean();

  Caller(OutboundCalls calls, CallSender sender, SlotBlocks slots, CallScope scope) {
    this.calls = calls;
    this.sender = sender;
    this.slots = slots;
    this.scope = scope;
  }

  /** Returns whether this caller belongs to one thread. */
  public boolean isExclusive() {
    return slots != null;
  }

  /**
   * Returns how many calls can be in flight: of an exclusive caller, as many as it was opened for
   * or up to 63 more; of a shared one, as many as what it calls on can have.
   */
  public int maxInFlight() {
    int most = slots != null ? slots.slotCount() : calls.maxInFlight();
    return Math.min(most, scope.maxInFlight());
  }

  /** Makes a handle for one call at a time, to be used again and again. */
  public Call newCall() {
    return new Call(calls, this, sender);
  }

  /**
   * Opens a call: leases its slot and claims memory for the request. Does not wait.
   *
   * @param lengthBytes size of the request
   * @throws CallException OVERLOADED when too many calls are in flight or no memory is free for the
   *     request; CONNECTION_CLOSED, PEER_DIED
   * @throws RanvierException PAYLOAD_TOO_LARGE, INVALID_ARGUMENT, LIMIT_EXCEEDED
   */
  public Call call(int service, int method, int lengthBytes) {
    return call(service, method, lengthBytes, 0);
  }

  /**
   * Opens a call like the other, and waits at a limit until there is room.
   *
   * @param timeoutNs the longest wait in nanoseconds
   */
  public Call call(int service, int method, int lengthBytes, long timeoutNs) {
    Call call = newCall();
    call.open(service, method, lengthBytes, timeoutNs);
    return call;
  }

  /**
   * Closes the handle. The ring and the slots of an exclusive caller can be used again if the
   * thread that used it closes it or has ended; calls still open are over then. The last handle of
   * a virtual connection that is closed closes that. Idempotent.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (sender.close()) {
      calls.leases().close(slots);
    }
    scope.release();
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Explains why a call could not be opened or sent. */
  RuntimeException notOpened(long status, int methodId, int lengthBytes) {
    if (scope.isClosed() && !calls.isEnded()) {
      return calls.failures().closed(scope, methodId);
    }
    if (status == Status.NO_CALL_SLOT && scope.isFull()) {
      return calls.failures().full(scope, methodId);
    }
    return status == Status.NO_CALL_SLOT && isFull()
        ? calls.failures().full(methodId, slots.slotCount())
        : calls.failures().notOpened(status, methodId, lengthBytes);
  }

  CallScope scope() {
    return scope;
  }

  long tryLease() {
    return slots != null
        ? Math.max(slots.tryLease(), ReplyRouter.NONE)
        : calls.leases().tryLeaseShared();
  }

  /** Returns whether all slots of an exclusive caller are in use: only its thread can free one. */
  boolean isFull() {
    return slots != null && slots.isFull();
  }

  /**
   * Frees the slot of a call of which the answerer keeps nothing; touches no shared memory.
   *
   * @return false when that cannot be: {@link #free} it
   */
  boolean freeUntold(long reference) {
    return slots != null && slots.freeUntold(reference);
  }

  boolean free(long reference) {
    return slots != null ? slots.free(reference) : calls.slots().release(reference);
  }
}
