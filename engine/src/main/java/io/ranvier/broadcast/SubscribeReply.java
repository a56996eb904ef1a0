package io.ranvier.broadcast;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.ring.RingLayout;

/**
 * What a subscriber has to know.
 *
 * <pre>
 * bytes  meaning
 * 4      index, which the file is named after
 * 4      number of cells
 * 4      what becomes of slow receivers: 0 WAIT, 1 LOSE, 2 EVICT
 * 4      0
 * 8      key of the sequence words
 * 8      cell at which to begin
 * 8      number of the item there; -1 when that is not known
 * </pre>
 */
record SubscribeReply(
    int index, int ringCells, SlowReceiver policy, long key, long start, long number) {
  static final int BYTES = 40;

  private static final long MOST_SENT = 1L << 62;

  void write(SegmentBuffer target) {
    target.putInt(0, index);
    target.putInt(4, ringCells);
    target.putInt(8, policy.ordinal());
    target.putInt(12, 0);
    target.putLong(16, key);
    target.putLong(24, start);
    target.putLong(32, number);
  }

  /** Returns whether so many cells or items can have been sent: no sum with it overflows. */
  private static boolean isPosition(long value) {
    return value >= 0 && value <= MOST_SENT;
  }

  /** Reads what a peer wrote, each word once. */
  static SubscribeReply read(SegmentBuffer source) {
    boolean whole = source.capacity() == BYTES;
    int index = whole ? source.getInt(0) : -1;
    int ringCells = whole ? source.getInt(4) : 0;
    int policy = whole ? source.getInt(8) : 0;
    long key = whole ? source.getLong(16) : 0;
    long start = whole ? source.getLong(24) : 0;
    long number = whole ? source.getLong(32) : 0;
    boolean cells =
        Integer.bitCount(ringCells) == 1
            && ringCells >= RingLayout.MIN_CELLS
            && ringCells <= RingLayout.MAX_CELLS;
    boolean known = policy >= 0 && policy < SlowReceiver.values().length;
    if (index < 0
        || !cells
        || !known
        || key >>> 56 == 0
        || !isPosition(start)
        || !isPosition(number + 1)) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "subscription refused: lengthBytes=%d, index=%d, ringCells=%d, policy=%d, start=%d"
              .formatted(source.capacity(), index, ringCells, policy, start));
    }
    return new SubscribeReply(index, ringCells, SlowReceiver.values()[policy], key, start, number);
  }
}
