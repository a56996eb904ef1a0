package io.ranvier.call;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.Claim;
import io.ranvier.lane.LostMemory;
import io.ranvier.metadata.Metadata;
import io.ranvier.ring.FrameLayout;

/**
 * Memory that a request is written into before it is sent, behind its envelope if it needs one.
 * Reusable. One thread at a time.
 */
final class RequestDraft {
  private final CallSender sender;
  private final int connectionId;
  private final LostMemory lost;
  private final Claim claim = new Claim();
  private final SegmentBuffer body = new SegmentBuffer();
  private Metadata metadata = Metadata.empty();
  private int envelopeBytes;

  RequestDraft(CallSender sender, int connectionId, LostMemory lost) {
    this.sender = sender;
    this.connectionId = connectionId;
    this.lost = lost;
  }

  /** Sets what the next request carries besides its payload. */
  void metadata(Metadata newMetadata) {
    metadata = newMetadata;
  }

  /** Claims memory for a payload of that length, without waiting; 0 or a status. */
  long tryClaim(int lengthBytes) {
    envelopeBytes = Envelope.bytesFor(connectionId, metadata);
    if (envelopeBytes == 0 || lengthBytes < 0) {
      return sender.tryClaim(lengthBytes, claim);
    }
    long bytes = Math.min((long) lengthBytes + envelopeBytes, Integer.MAX_VALUE);
    long status = sender.tryClaim((int) bytes, claim);
    return status < 0 ? status : describe(lengthBytes);
  }

  /** Writes the envelope; returns 0, or why the memory that was claimed is gone. */
  private long describe(int lengthBytes) {
    SegmentBuffer whole = claim.buffer();
    try {
      Envelope.write(whole, connectionId, metadata);
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

  /** Publishes the request, without waiting; as {@link CallSender#tryPublish}. */
  long tryPublish(boolean notify, long reference, long route) {
    return sender.tryPublish(claim, flags(notify), reference, route);
  }

  /** Publishes the request, and waits for space; as {@link CallSender#publish}. */
  long publish(boolean notify, long reference, long route, long timeoutNs) {
    return sender.publish(claim, flags(notify), reference, route, timeoutNs);
  }

  /** Gives up what was claimed. */
  void abort() {
    claim.abort();
  }

  /** Ends the views, and forgets the metadata. */
  void reset() {
    claim.abort();
    body.release();
    metadata = Metadata.empty();
  }

  private int flags(boolean notify) {
    return (notify ? FrameLayout.FLAG_NOTIFY : 0)
        | (envelopeBytes == 0 ? 0 : FrameLayout.FLAG_ENVELOPE);
  }
}
