package io.ranvier.channel;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;

/**
 * A channel as a call's envelope names it.
 *
 * <pre>
 * bytes  meaning
 * 8      reference: block and generation
 * 4      window: items that the sender may be ahead
 * 4      bit 0: the caller sends; else the caller receives. Bit 1: the position in a broadcast
 * </pre>
 *
 * @param reference block and generation
 * @param window 0 or more
 * @param callerSends whether items go the way the request goes
 * @param position whether no items go, and the block tells how far a subscription has come
 */
record ChannelEntry(long reference, int window, boolean callerSends, boolean position) {
  static final int BYTES = 16;

  private static final int CALLER_SENDS = 1;
  private static final int POSITION = 2;

  void write(SegmentBuffer target, int offset) {
    target.putLong(offset, reference);
    target.putInt(offset + 8, window);
    target.putInt(offset + 12, (callerSends ? CALLER_SENDS : 0) | (position ? POSITION : 0));
  }

  /** Reads what a peer wrote, each word once. */
  static ChannelEntry read(SegmentBuffer source, int offset) {
    long reference = source.getLong(offset);
    int window = source.getInt(offset + 8);
    int flags = source.getInt(offset + 12);
    if (window < 0 || flags < 0 || flags > POSITION) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "channel refused: window=%d, flags=%d".formatted(window, flags));
    }
    return new ChannelEntry(reference, window, flags == CALLER_SENDS, flags == POSITION);
  }

  static void checkWindow(int window) {
    if (window < 0) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot open channel: window=%d; choose 0 or more items".formatted(window));
    }
  }
}
