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
 * @param ringCells cells of 64 bytes in the ring of each, a power of two
 */
public record ChannelOptions(int count, int ringCells) {
  public static final int MAX_COUNT = 65_536;

  private static final ChannelOptions DEFAULTS = new ChannelOptions(6, 64);

  public ChannelOptions {
    if (count < 0 || count > MAX_COUNT) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot lay out channels: count=%d; choose 0 to %d".formatted(count, MAX_COUNT));
    }
    Ring.checkCellCount(ringCells);
  }

  /** Six channels, three for each side to open, with rings of 64 cells: under 36 KiB. */
  public static ChannelOptions defaults() {
    return DEFAULTS;
  }

  public ChannelOptions withCount(int newCount) {
    return new ChannelOptions(newCount, ringCells);
  }

  public ChannelOptions withRingCells(int newRingCells) {
    return new ChannelOptions(count, newRingCells);
  }
}
