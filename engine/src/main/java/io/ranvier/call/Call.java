package io.ranvier.call;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.OpenedChannels;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.error.CallException;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.Status;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Reply;
import io.ranvier.signal.Waiter;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One call: a leased slot, a request to write, a reply to read. Owns both until closed; reusable.
 *
 * <pre>
 * state   to      by
 * idle    open    tryOpen, open: a slot and memory for the request are leased
 * open    sent    trySend, send
 * idle    sent    send of a copy
 * open    idle    close; and sent, too: the reply was read, or the call is cancelled
 * open    future  sendAsync: the call belongs to the future, and close does nothing
 * future  idle    the future is done
 * </pre>
 *
 * <p>Closing frees the slot exactly once; closing again does nothing. The views of request and
 * reply are dead outside their states and say so.
 *
 * <p>Threads: one at a time; with an exclusive caller, the caller's.
 */
public final class Call implements AutoCloseable {
  private static final int IDLE = 0;
  private static final int OPEN = 1;
  private static final int SENT = 2;
  private static final int FUTURE = 3;

  private final OutboundCalls calls;
  private final Caller caller;
  private final RequestDraft draft;
  private final CallOpening opening;
  private final CopiedRequest copied;
  private final AwaitedReply answer;
  private int state;

  Call(OutboundCalls calls, Caller caller, CallSender sender) {
    this.calls = calls;
    this.caller = caller;
    this.draft = new RequestDraft(sender, caller.scope().id(), calls);
    Waiter waiter = new Waiter(calls.waiting());
    this.opening = new CallOpening(calls, caller, draft, waiter);
    this.copied = new CopiedRequest(calls, caller, draft, sender);
    this.answer = new AwaitedReply(calls, sender, waiter);
  }

  /**
   * Leases a slot and claims memory for the request, without waiting.
   *
   * @param lengthBytes size of the request
   * @return 0, or a {@link Status}: NO_CALL_SLOT when too many calls are in flight,
   *     NO_PAYLOAD_SLOT, or why the connection has ended
   * @throws RanvierException PAYLOAD_TOO_LARGE, LIMIT_EXCEEDED, INVALID_ARGUMENT; WRONG_STATE when
   *     this call is open; WRONG_THREAD
   */
  public long tryOpen(int service, int method, int lengthBytes) {
    CallMisuse.refuseUnless(state, IDLE, "open");
    int id = MethodId.of(service, method);
    return opened(opening.tryOpen(lengthBytes), id);
  }

  /**
   * Opens the call, and waits at a limit until there is room.
   *
   * @param timeoutNs the longest wait in nanoseconds; 0 does not wait
   * @throws CallException OVERLOADED when there was no room in time; CONNECTION_CLOSED, PEER_DIED
   * @throws RanvierException as {@link #tryOpen}
   */
  public void open(int service, int method, int lengthBytes, long timeoutNs) {
    openMethod(MethodId.of(service, method), lengthBytes, timeoutNs);
  }

  void openMethod(int id, int lengthBytes, long timeoutNs) {
    CallMisuse.refuseUnless(state, IDLE, "open");
    long status = opened(opening.open(lengthBytes, timeoutNs), id);
    if (status < 0) {
      throw caller.notOpened(status, id, lengthBytes);
    }
  }

  /** Opens the call without waiting. */
  public void open(int service, int method, int lengthBytes) {
    open(service, method, lengthBytes, 0);
  }

  /**
   * Sets what the next request carries besides its payload; before it is opened.
   *
   * @throws RanvierException LIMIT_EXCEEDED when it is more than the peer takes
   */
  public Call with(Metadata newMetadata) {
    CallMisuse.refuseUnless(state, IDLE, "set the metadata of");
    calls.sentLimits().check(newMetadata);
    draft.metadata(newMetadata);
    return this;
  }

  /**
   * Opens a channel with the next request, on which this side sends; before that is opened. It
   * outlives the call, unless that is closed without having been sent.
   *
   * @param window how many items it may be ahead of the receiver at the start
   * @throws RanvierException LIMIT_EXCEEDED when all channels are in use; CONNECTION_CLOSED
   */
  public Tx openTx(int window) {
    CallMisuse.refuseUnless(state, IDLE, "open a channel with");
    return draft.channels().openTx(window);
  }

  /**
   * Like {@link #openTx}, for a channel on which this side receives.
   *
   * @param window how many items the sender may be ahead; 0: as {@link Rx#grant} says
   */
  public Rx openRx(int window) {
    CallMisuse.refuseUnless(state, IDLE, "open a channel with");
    return draft.channels().openRx(window);
  }

  /**
   * Returns the memory to write the request into; contents undefined.
   *
   * @throws RanvierException WRONG_STATE unless the call is open and not sent
   */
  public SegmentBuffer request() {
    CallMisuse.refuseUnless(state, OPEN, "write the request of");
    return draft.view();
  }

  /**
   * Gives the call a time: a server does not begin with it any more when that has passed, counted
   * from its sending. Holds until the call is closed.
   *
   * @param timeoutNs in nanoseconds, more than 0
   */
  public Call within(long timeoutNs) {
    CallMisuse.refuseUnless(state, OPEN, "set the time of");
    CallMisuse.checkTime(timeoutNs);
    draft.within(timeoutNs);
    return this;
  }

  /**
   * Sends the request, without waiting.
   *
   * @return 0 or more when sent; on back pressure the call stays open: send again or close it; else
   *     a final {@link Status}, and the call can only be closed
   * @throws RanvierException WRONG_STATE, WRONG_THREAD
   */
  public long trySend() {
    CallMisuse.refuseUnless(state, OPEN, "send");
    return sent(draft.tryPublish(RequestDraft.isDispatched()));
  }

  /**
   * Sends the request, and waits for space in the ring as the connection's {@code Waiting} says:
   * for the time of {@link #within}, else as long as the connection lives.
   *
   * @throws CallException OVERLOADED when there was no space in time; CONNECTION_CLOSED, PEER_DIED
   * @throws RanvierException INTERRUPTED
   */
  public void send() {
    long status = trySend();
    if (status < 0) {
      status = sent(draft.publishAfter(status));
      if (status < 0) {
        throw caller.notOpened(status, draft.methodId(), 0);
      }
    }
  }

  /**
   * Opens the call and sends a copy of these bytes in one step, the shortest way for a short one.
   * Waits for room as {@link #open} and {@link #send()} do. If that fails, the call is idle again,
   * and what was set to go with it is forgotten.
   *
   * @param source on or off the heap
   * @param length in bytes
   * @param timeoutNs from now until the server must have begun, more than 0; as {@link #within}
   * @throws CallException as those
   * @throws RanvierException as those
   */
  public void send(
      int service, int method, MemorySegment source, long offset, int length, long timeoutNs) {
    CallMisuse.refuseUnless(state, IDLE, "send");
    copied.send(this, service, method, source, offset, length, timeoutNs);
  }

  /**
   * Sends the request; the future has the reply, as the reader reads it where it lies. From now on
   * the call belongs to the future: it ends when that is done, and can be opened again then; to
   * close it before does nothing. Completing or cancelling the future cancels the call; so does
   * time, if {@link #within} set one.
   *
   * @param reader runs on the future's default executor
   * @throws CallException OVERLOADED when the ring is full; CONNECTION_CLOSED, PEER_DIED; the call
   *     is closed then
   * @throws RanvierException WRONG_STATE when the caller is exclusive: its calls belong to one
   *     thread
   */
  public <T> CompletableFuture<T> sendAsync(Function<? super Reply, ? extends T> reader) {
    Objects.requireNonNull(reader, "reader");
    CallMisuse.refuseUnless(state, OPEN, "send");
    CallMisuse.refuseFuture(caller);
    long status = sent(draft.tryPublish(true));
    if (status < 0) {
      close();
      throw caller.notOpened(status, draft.methodId(), 0);
    }
    state = FUTURE;
    return new FutureReply<T>(this, answer, calls, draft, reader).start();
  }

  /** Returns whether the call has ended: its reply is there, or none comes any more. */
  public boolean isDone() {
    return state >= SENT && answer.isDone();
  }

  /** Returns the reply; as {@link #awaitNs}, without waiting. */
  public Reply reply() {
    return awaitNs(0);
  }

  /**
   * Returns what the reply carries besides its payload; also for the reader of a future.
   *
   * @throws RanvierException as {@link #reply}
   */
  public Metadata replyMetadata() {
    if (state != FUTURE) {
      var ignored = reply();
    }
    return answer.metadata();
  }

  /** Waits for the reply; as {@link #awaitNs}. */
  public Reply await(Duration timeout) {
    return awaitNs(CallMisuse.saturatedNs(timeout));
  }

  /**
   * Waits for the reply.
   *
   * @param timeoutNs the longest wait in nanoseconds
   * @return the reply, valid until the call is closed
   * @throws CallException how the call failed; TIMED_OUT when the time ran out: the call goes on,
   *     wait again or close it, which cancels it
   * @throws RanvierException INTERRUPTED; WRONG_STATE when the call was not sent, or a handler on
   *     the polling thread waits
   */
  public Reply awaitNs(long timeoutNs) {
    CallMisuse.refuseUnless(state, SENT, "await the reply of");
    return answer.await(timeoutNs);
  }

  /**
   * Ends the call and frees its slot. A call that was sent and has no reply is cancelled: its
   * handler can see it, and a late reply is dropped. Does nothing when the call is idle, or belongs
   * to a future.
   */
  @Override
  public void close() {
    if (state == OPEN || state == SENT) {
      end();
    } else if (state == IDLE) {
      draft.reset();
    }
  }

  OpenedChannels channels() {
    return draft.channels();
  }

  void end() {
    boolean sent = state >= SENT;
    state = IDLE;
    draft.reset();
    // Before the slot is freed, which wakes one who may wait for either.
    caller.scope().end();
    if (sent) {
      answer.end(caller);
    } else {
      boolean ignored = calls.leases().free(caller, draft.reference());
    }
  }

  private long opened(long leased, int id) {
    if (leased < 0) {
      return leased;
    }
    draft.begin(id, leased);
    state = OPEN;
    return 0;
  }

  long sent(long published) {
    if (published >= 0) {
      answer.begin(draft.methodId(), draft.reference(), published);
      state = SENT;
    }
    return published;
  }
}
