package io.ranvier.lane;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.ring.Ring;

/**
 * How many channels one side of a connection sends on at the same time, and how far each gets ahead
 * of its receiver.
 *
 * @param count channels of the sending direction, 0 to {@link #MAX_COUNT}; half of them are opened
 *     by either side, and the odd one by the client
 * @param ringCells cells of 64 bytes in the ring of each, a power of two; an item that does not fit
 *     into an eighth of it, or 16 cells, takes a payload slot
 * @param payloadBytes the most memory that the payload slots of one channel take, in bytes
 */
public record ChannelOptions(int count, int ringCells, long payloadBytes) {
  public static final int MAX_COUNT = 65_536;

  private static final ChannelOptions DEFAULTS = new ChannelOptions(6, 64, 16 << 20);

  public ChannelOptions {
    if (count < 0 || count > MAX_COUNT) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out channels: count=%d; choose 0 to %d".formatted(count, MAX_COUNT));
    }
    Ring.checkCellCount(ringCells);
    if (payloadBytes < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out channels: payloadBytes=%d; choose 0 or more".formatted(payloadBytes));
    }
  }

  /** Six channels, three for each side to open, with rings of 64 cells and up to 16 MiB each. */
  public static ChannelOptions defaults() {
    return DEFAULTS;
  }

  public ChannelOptions withCount(int newCount) {
    return new ChannelOptions(newCount, ringCells, payloadBytes);
  }

  public ChannelOptions withRingCells(int newRingCells) {
    return new ChannelOptions(count, newRingCells, payloadBytes);
  }

  public ChannelOptions withPayloadBytes(long newPayloadBytes) {
    return new ChannelOptions(count, ringCells, newPayloadBytes);
  }
}
