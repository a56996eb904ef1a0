package io.ranvier.routing;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.slot.SlotReference;
import java.util.Objects;

/**
 * How many calls one side of a connection has in flight, and how many it serves.
 *
 * @param inFlight calls that this side makes at the same time, each with a slot for its reply; the
 *     smaller of this and the peer's {@code served} holds
 * @param maxInFlight up to so many, and to the peer's {@code served}, slots are added while the
 *     connection lives, when all are in use; none if this is not more than {@code inFlight}
 * @param slotReplyBytes replies of up to so many bytes lie in the call's own slot, longer ones in
 *     payload slots
 * @param served calls that this side takes from the peer at the same time
 * @param metadata how much metadata this side takes with a request or a reply
 */
public record CallOptions(
    int inFlight, int maxInFlight, int slotReplyBytes, int served, MetadataLimits metadata) {
  /** The most bytes of a reply that a call's own slot may hold. */
  public static final int MAX_SLOT_REPLY_BYTES = 1 << 30;

  private static final CallOptions DEFAULTS =
      new CallOptions(256, 0, 224, 1024, MetadataLimits.defaults());

  public CallOptions {
    check("inFlight", inFlight, 1, SlotReference.MAX_SLOTS);
    check("maxInFlight", maxInFlight, 0, SlotReference.MAX_SLOTS);
    check("slotReplyBytes", slotReplyBytes, 32, MAX_SLOT_REPLY_BYTES);
    check("served", served, 1, SlotReference.MAX_SLOTS);
    Objects.requireNonNull(metadata, "metadata");
  }

  /** 256 calls in flight and no more, replies of up to 224 bytes in their slots, 1,024 served. */
  public static CallOptions defaults() {
    return DEFAULTS;
  }

  public CallOptions withInFlight(int value) {
    return new CallOptions(value, maxInFlight, slotReplyBytes, served, metadata);
  }

  public CallOptions withMaxInFlight(int value) {
    return new CallOptions(inFlight, value, slotReplyBytes, served, metadata);
  }

  public CallOptions withSlotReplyBytes(int value) {
    return new CallOptions(inFlight, maxInFlight, value, served, metadata);
  }

  public CallOptions withServed(int value) {
    return new CallOptions(inFlight, maxInFlight, slotReplyBytes, value, metadata);
  }

  public CallOptions withMetadata(MetadataLimits value) {
    return new CallOptions(inFlight, maxInFlight, slotReplyBytes, served, value);
  }

  /** Returns where this side's replies lie, given how many calls the peer serves. */
  public ReplyGeometry geometry(int servedByPeer) {
    int slotCount = Math.min(inFlight, servedByPeer);
    int maxSlots = Math.max(slotCount, Math.min(maxInFlight, servedByPeer));
    return new ReplyGeometry(slotCount, slotReplyBytes, maxSlots);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot use call options: %s=%d; choose %d to %d".formatted(name, value, least, most));
    }
  }
}
