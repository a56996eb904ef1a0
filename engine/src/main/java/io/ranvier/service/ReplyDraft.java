package io.ranvier.service;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Envelope;
import io.ranvier.memory.Faults;
import io.ranvier.metadata.Metadata;
import io.ranvier.payload.PayloadSlot;
import io.ranvier.routing.Answerer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory that an answer is written into before it is announced: this process's own if the answer is
 * short, a payload slot if it is long and there is one, else again this process's own, until there
 * is one. Reusable. One thread at a time.
 */
final class ReplyDraft {
  private static final int MAX_BYTES = Integer.MAX_VALUE;

  private final AnswerDelivery delivery;
  private final SegmentBuffer view = new SegmentBuffer();
  private MemorySegment staging;

  // Null in most answers: storing null costs less than storing an object.
  private PayloadSlot slot;
  private MemorySegment own;
  private Metadata metadata;
  private int envelopeBytes;

  ReplyDraft(AnswerDelivery delivery) {
    this.delivery = delivery;
  }

  /** Sets what the next answer carries besides its payload, or null; before it is claimed. */
  void metadata(Metadata newMetadata) {
    metadata = newMetadata;
  }

  /** Returns what was set, and forgets it: it goes with the answer of another draft. */
  Metadata takeMetadata() {
    Metadata taken = metadata;
    metadata = null;
    return taken;
  }

  /**
   * Returns whether an answer of that length is nothing but its payload, in the call's own slot.
   */
  boolean isBare(int length) {
    return metadata == null && Integer.compareUnsigned(length, delivery.maxSlotReplyBytes()) <= 0;
  }

  SegmentBuffer claim(int length) {
    abort();
    envelopeBytes = metadata == null ? 0 : Envelope.bytesFor(0, metadata);
    if (envelopeBytes == 0 || length < 0) {
      return claimWhole(length);
    }
    int wholeBytes = (int) Math.min((long) length + envelopeBytes, MAX_BYTES);
    SegmentBuffer whole = claimWhole(wholeBytes);
    try {
      Envelope.write(whole, 0, metadata);
      Faults.check();
    } catch (IllegalStateException | InternalError e) {
      // Nobody gets this answer; its writer shall not have to care.
      boolean ignored = delivery.lost(e);
      abort();
      claimOwn(wholeBytes);
      Envelope.write(whole, 0, metadata);
    }
    whole.wrap(whole.segment(), whole.segmentOffset() + envelopeBytes, length);
    return whole;
  }

  private SegmentBuffer claimWhole(int length) {
    if (length >= 0 && length <= delivery.maxSlotReplyBytes()) {
      view.wrap(staging(), 0, length);
      return view;
    }
    slot = delivery.leaseFor(length);
    if (slot != null) {
      view.wrap(slot.segment(), slot.offset(), length);
    } else {
      claimOwn(length);
    }
    return view;
  }

  private void claimOwn(int length) {
    own = Arena.ofAuto().allocate(length, 8);
    view.wrap(own, 0, length);
  }

  /** Returns whether what was claimed needs a payload slot and has none. */
  boolean waitsForRoom() {
    return own != null;
  }

  boolean isClaimed() {
    return view.isLive();
  }

  /**
   * Announces what was claimed; false when nobody waits for it.
   *
   * @param waitNs how long an answer may wait for room; an error needs none
   */
  boolean send(long reference, int status, int replyFlags, boolean held, long waitNs) {
    int length = view.capacity() + envelopeBytes;
    int flags = envelopeBytes == 0 ? replyFlags : replyFlags | Answerer.ENVELOPE;
    view.release();
    metadata = null;
    PayloadSlot written = slot;
    MemorySegment waiting = own;
    slot = null;
    own = null;
    if (written != null) {
      return delivery.answerInSlot(reference, status, flags, written, length, held);
    }
    return waiting == null
        ? delivery.answer(reference, status, flags, staging, 0, length, held)
        : delivery.answerWhenRoom(reference, flags, waiting, length, held, waitNs);
  }

  /** Gives up what was claimed. */
  void abort() {
    view.release();
    own = null;
    if (slot != null) {
      delivery.free(slot);
      slot = null;
    }
  }

  private MemorySegment staging() {
    if (staging == null) {
      staging = Arena.ofAuto().allocate(delivery.maxSlotReplyBytes(), 8);
    }
    return staging;
  }
}
