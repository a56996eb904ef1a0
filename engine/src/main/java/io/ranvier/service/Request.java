package io.ranvier.service;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Envelope;
import io.ranvier.call.MethodId;
import io.ranvier.channel.OfferedChannels;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;

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
  private final SegmentBuffer body = new SegmentBuffer();
  private final Envelope envelope = new Envelope();
  private SegmentBuffer payload = body;
  private OfferedChannels channels;
  private int methodId;
  private long reference;
  private int deadline;
  private boolean enveloped;

  Request(InboundCalls calls) {
    this.calls = calls;
  }

  /** Returns the request's bytes; the view is dead when the handler has returned. */
  public SegmentBuffer payload() {
    return payload;
  }

  int methodId() {
    return methodId;
  }

  public int service() {
    return MethodId.service(methodId);
  }

  public int method() {
    return MethodId.method(methodId);
  }

  /**
   * Returns what the request carries besides its payload. Allocates, if that is anything.
   *
   * @throws RanvierException INVALID_PAYLOAD when it is no metadata, or more than this side takes;
   *     CONNECTION_CLOSED
   */
  public Metadata metadata() {
    try {
      return Faults.checked(envelope.metadata(payload, calls.requestLimits()));
    } catch (RanvierException e) {
      throw new RanvierException(ErrorCode.INVALID_PAYLOAD, e.getMessage(), e);
    } catch (IllegalStateException | InternalError e) {
      boolean ignored = calls.delivery().lost(e);
      throw new RanvierException(
          ErrorCode.CONNECTION_CLOSED, "cannot read metadata: the connection has ended", e);
    }
  }

  /** Returns the number of the virtual connection that the call was made on; 0 for none. */
  public int virtualConnection() {
    return envelope.connectionId();
  }

  /**
   * Returns the channels that the caller has opened with the call. Those that the handler has not
   * taken when it returns are closed, or reset.
   */
  public OfferedChannels channels() {
    return channels == null ? OfferedChannels.NONE : channels;
  }

  /**
   * Returns whether the caller does not wait for the answer any more. Of use until the call is
   * answered: that a caller is done with its answer may show late.
   */
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
    return calls.peer().user();
  }

  /**
   * Shows a request.
   *
   * @param whole its bytes, an envelope in front of the payload if there is one
   * @throws RanvierException PROTOCOL_ERROR when what should be an envelope is none
   */
  void show(SegmentBuffer whole, boolean isEnveloped, int newMethodId, long newReference) {
    open(whole, isEnveloped, newMethodId, newReference);
    if (envelope.channelCount() > 0) {
      channels = envelope.channels(whole, calls.channels());
    }
  }

  private void open(SegmentBuffer whole, boolean isEnveloped, int newMethodId, long newReference) {
    envelope.clear();
    enveloped = isEnveloped;
    SegmentBuffer shown = enveloped ? behind(envelope.open(whole), whole) : whole;
    if (payload != shown) {
      payload = shown;
    }
    methodId = newMethodId;
    reference = newReference;
  }

  private SegmentBuffer behind(int bytes, SegmentBuffer whole) {
    body.wrap(whole.segment(), whole.segmentOffset() + bytes, whole.capacity() - bytes);
    return body;
  }

  /**
   * Shows a request that was looked at before, in memory that holds it now, and takes its channels.
   * Its envelope is not read again: the peer may have changed it meanwhile.
   */
  void showAgain(SegmentBuffer whole, Request original) {
    envelope.set(original.envelope);
    enveloped = original.enveloped;
    payload = behind(envelope.bytes(enveloped), whole);
    methodId = original.methodId;
    reference = original.reference;
    deadline = original.deadline;
    channels = original.channels;
    original.channels = null;
  }

  void deadline(int newDeadline) {
    deadline = newDeadline;
  }

  /** Ends the view of the payload, and drops the channels that were not taken. */
  void release() {
    payload.release();
    if (channels != null) {
      channels.dropOthers();
      channels = null;
    }
  }
}
