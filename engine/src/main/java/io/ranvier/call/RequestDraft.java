package io.ranvier.call;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.OpenedChannels;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.Claim;
import io.ranvier.lane.LostMemory;
import io.ranvier.lane.Status;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.ring.FrameLayout;
import java.lang.foreign.MemorySegment;

/**
 * Memory that a request is written into before it is sent, behind its envelope if it needs one.
 * Reusable. One thread at a time.
 */
final class RequestDraft {
  private final CallSender sender;
  private final int connectionId;
  private final Deadlines deadlines;
  private final OpenedChannels channels;
  private final LostMemory lost;
  private final Claim claim = new Claim();
  private final SegmentBuffer body = new SegmentBuffer();
  private Metadata metadata = Metadata.empty();
  private int envelopeBytes;
  private int methodId;
  private long reference;
  private long timeoutNs;
  // Metadata or channels were set: what most requests never look at.
  private boolean extras;

  RequestDraft(CallSender sender, int connectionId, OutboundCalls calls) {
    this.sender = sender;
    this.connectionId = connectionId;
    this.deadlines = calls.deadlines();
    this.channels = calls.channels().newList();
    this.lost = calls.lost();
  }

  /** Returns whether the reply is to be told of: the thread that waits for it cannot spin. */
  static boolean isDispatched() {
    return Thread.currentThread().isVirtual();
  }

  /** Begins with a call that has its slot. */
  void begin(int newMethodId, long newReference) {
    methodId = newMethodId;
    reference = newReference;
  }

  /** Sets how long the server may take to begin; 0 is for ever. */
  void within(long newTimeoutNs) {
    timeoutNs = newTimeoutNs;
  }

  int methodId() {
    return methodId;
  }

  long reference() {
    return reference;
  }

  long timeoutNs() {
    return timeoutNs;
  }

  /** Returns the channels that are opened with the next request. */
  OpenedChannels channels() {
    extras = true;
    return channels;
  }

  /** Sets what the next request carries besides its payload. */
  void metadata(Metadata newMetadata) {
    metadata = newMetadata;
    extras = true;
  }

  /** Returns whether the next request is nothing but its payload, of a call on the connection. */
  boolean isBare() {
    return !extras && connectionId == 0;
  }

  /** Claims memory for a payload of that length, without waiting; 0 or a status. */
  long tryClaim(int lengthBytes) {
    envelopeBytes = isBare() ? 0 : envelopeBytes();
    if (envelopeBytes == 0 || lengthBytes < 0) {
      return sender.tryClaim(lengthBytes, claim);
    }
    long bytes = Math.min((long) lengthBytes + envelopeBytes, Integer.MAX_VALUE);
    long status = sender.tryClaim((int) bytes, claim);
    return status < 0 ? status : describe(lengthBytes);
  }

  private int envelopeBytes() {
    return channels.count() == 0
        ? Envelope.bytesFor(connectionId, metadata)
        : Envelope.bytesFor(metadata, channels.encodedBytes());
  }

  /** Writes the envelope; returns 0, or why the memory that was claimed is gone. */
  private long describe(int lengthBytes) {
    SegmentBuffer whole = claim.buffer();
    try {
      Envelope.write(whole, connectionId, metadata, channels);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      claim.abort();
      return lost.status(e);
    }
    body.wrap(whole.segment(), whole.segmentOffset() + envelopeBytes, lengthBytes);
    return 0;
  }

  /** Returns the memory to write the payload into. */
  SegmentBuffer view() {
    return envelopeBytes == 0 ? claim.buffer() : body;
  }

  /** Writes the payload; returns 0, or why the memory that was claimed is gone. */
  long fill(MemorySegment source, long offset, int length) {
    SegmentBuffer target = view();
    try {
      MemorySegment.copy(source, offset, target.segment(), target.segmentOffset(), length);
      return Faults.checked(0L);
    } catch (IllegalStateException | InternalError e) {
      return lost.status(e);
    }
  }

  /** Publishes the request, without waiting; as {@link CallSender#tryPublish}. */
  long tryPublish(boolean notify) {
    return sent(sender.tryPublish(claim, flags(notify), reference, route()));
  }

  /** Publishes a copy as a {@linkplain #isBare bare} request; as {@link CallSender#trySend}. */
  long tryPublishCopy(MemorySegment source, long offset, int length) {
    int flags = isDispatched() ? FrameLayout.FLAG_NOTIFY : 0;
    return sender.trySend(flags, reference, route(), source, offset, length);
  }

  /**
   * Publishes the request, and waits for space; as {@link CallSender#publish}.
   *
   * @param refused why that was not possible without waiting; returned unless it is back pressure
   */
  long publishAfter(long refused) {
    if (!Status.isBackPressure(refused)) {
      return refused;
    }
    CallMisuse.refuseWaitInHandler();
    long waitNs = timeoutNs == 0 ? Long.MAX_VALUE : timeoutNs;
    return sent(sender.publish(claim, flags(isDispatched()), reference, route(), waitNs));
  }

  /** Gives up what was claimed. */
  void abort() {
    claim.abort();
  }

  /** Ends the views, and forgets time and metadata. */
  void reset() {
    timeoutNs = 0;
    claim.abort();
    if (extras || envelopeBytes != 0) {
      body.release();
      metadata = Metadata.empty();
      channels.forget();
      extras = false;
    }
  }

  private long sent(long published) {
    if (published >= 0 && extras) {
      channels.sent();
    }
    return published;
  }

  private long route() {
    int deadline = timeoutNs == 0 ? Deadlines.NONE : deadlines.after(timeoutNs);
    return FrameLayout.route(methodId, deadline);
  }

  private int flags(boolean notify) {
    return (notify ? FrameLayout.FLAG_NOTIFY : 0)
        | (envelopeBytes == 0 ? 0 : FrameLayout.FLAG_ENVELOPE);
  }
}
