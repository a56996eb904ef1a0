package io.ranvier.lane;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.payload.PayloadClass;
import io.ranvier.ring.Ring;
import io.ranvier.routing.CallOptions;
import java.util.List;
import java.util.Objects;

/**
 * How much memory the sending side of a lane has from the start.
 *
 * @param ringCells cells of 64 bytes in each ring, a power of two; a stream at full speed gains
 *     from a ring that is longer than the caches of one core, all else from one that fits into them
 * @param exclusiveRings how many exclusive senders may be open at once, 0 to {@link #MAX_EXCLUSIVE}
 * @param payloadClasses sizes and numbers of payload slots, at most {@link #MAX_CLASSES}
 * @param calls how many calls the sending side makes and serves at the same time
 * @param channels how many channels it sends on at the same time
 */
public record LaneOptions(
    int ringCells,
    int exclusiveRings,
    List<PayloadClass> payloadClasses,
    CallOptions calls,
    ChannelOptions channels) {
  public static final int MAX_EXCLUSIVE = 31;
  public static final int MAX_CLASSES = 16;

  private static final LaneOptions DEFAULTS =
      new LaneOptions(
          1024,
          2,
          List.of(new PayloadClass(4 * 1024, 16), new PayloadClass(64 * 1024, 2)),
          CallOptions.defaults(),
          ChannelOptions.defaults());

  public LaneOptions {
    Ring.checkCellCount(ringCells);
    check("exclusiveRings", exclusiveRings, MAX_EXCLUSIVE);
    payloadClasses = List.copyOf(payloadClasses);
    check("payloadClasses", payloadClasses.size(), MAX_CLASSES);
    Objects.requireNonNull(calls, "calls");
    Objects.requireNonNull(channels, "channels");
  }

  /**
   * Two exclusive senders, 16 payload slots of 4 KiB and 2 of 64 KiB, 6 channels: under half a MiB.
   */
  public static LaneOptions defaults() {
    return DEFAULTS;
  }

  public LaneOptions withRingCells(int newRingCells) {
    return new LaneOptions(newRingCells, exclusiveRings, payloadClasses, calls, channels);
  }

  public LaneOptions withExclusiveRings(int newExclusiveRings) {
    return new LaneOptions(ringCells, newExclusiveRings, payloadClasses, calls, channels);
  }

  public LaneOptions withPayloadClasses(PayloadClass... newPayloadClasses) {
    return new LaneOptions(ringCells, exclusiveRings, List.of(newPayloadClasses), calls, channels);
  }

  public LaneOptions withCalls(CallOptions newCalls) {
    return new LaneOptions(ringCells, exclusiveRings, payloadClasses, newCalls, channels);
  }

  public LaneOptions withChannels(ChannelOptions newChannels) {
    return new LaneOptions(ringCells, exclusiveRings, payloadClasses, calls, newChannels);
  }

  private static void check(String name, int value, int most) {
    if (value < 0 || value > most) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out lane: %s=%d; choose 0 to %d".formatted(name, value, most));
    }
  }
}
