package io.ranvier.bench.ranvier;

import io.ranvier.lane.ChannelOptions;
import java.util.Locale;

/**
 * How a channel is laid out for items of one length.
 *
 * <p>Short items: a ring as large as that of frames, and twice as many items of credit, so that
 * credit, which goes back by half a window, is never what is short. Items in payload slots: credit
 * for about {@link #BYTES}, which the caches of most processors hold, and slots for as many items.
 *
 * @param window items that the sender may be ahead
 * @param ringCells cells of the channel's ring
 * @param payloadBytes the most memory of its payload slots
 */
public record ChannelSize(int window, int ringCells, long payloadBytes) {
  private static final int RING_CELLS = 1024;
  private static final int LONGEST_IN_RING = 992;
  private static final long BYTES = 4 << 20;
  private static final int FEWEST = 2;
  private static final int MOST = 512;
  private static final long SMALLEST_SLOT = 4096;

  /** Returns the layout for items of that length. */
  public static ChannelSize of(int itemBytes) {
    if (itemBytes <= LONGEST_IN_RING) {
      return new ChannelSize(2 * RING_CELLS, RING_CELLS, 0);
    }
    long slotBytes = Math.max(SMALLEST_SLOT, Long.highestOneBit(2L * itemBytes - 1));
    int window = Math.clamp(BYTES / slotBytes, FEWEST, MOST);
    long slots = window * slotBytes;
    // A quarter more for what the arrays need beside their slots.
    return new ChannelSize(window, RING_CELLS, slots + slots / 4);
  }

  ChannelOptions options() {
    return ChannelOptions.defaults().withRingCells(ringCells).withPayloadBytes(payloadBytes);
  }

  /** Returns the layout as a remark for the person who reads the result. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "window of %,d items, ring of %,d cells, payload slots of up to %,d KiB",
        window,
        ringCells,
        payloadBytes >> 10);
  }
}
