package io.ranvier.cli.sample;

import io.ranvier.buffer.SegmentBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One change of an order book, as it lies in a broadcast.
 *
 * <pre>
 * bytes  meaning
 * 8      when it was sent, of System.nanoTime, which all processes of a host share
 * 8      number of the instrument
 * 8      best bid, in ticks
 * 8      best ask, in ticks
 * </pre>
 */
final class BookUpdate {
  static final int BYTES = 32;
  static final int INSTRUMENTS = 100;

  private static final int MOST_SPREAD = 5;

  private final SplittableRandom random = new SplittableRandom();
  private final long[] bids = new long[INSTRUMENTS];

  BookUpdate() {
    Arrays.fill(bids, 10_000);
  }

  /** Writes the next change of a market that walks at random. */
  void write(SegmentBuffer item) {
    int instrument = random.nextInt(INSTRUMENTS);
    bids[instrument] += random.nextInt(3) - 1;
    item.putLong(8, instrument);
    item.putLong(16, bids[instrument]);
    item.putLong(24, bids[instrument] + 1 + random.nextInt(MOST_SPREAD));
    item.putLong(0, System.nanoTime());
  }

  static long sentNs(SegmentBuffer item) {
    return item.getLong(0);
  }

  static long instrument(SegmentBuffer item) {
    return item.getLong(8);
  }

  static long bid(SegmentBuffer item) {
    return item.getLong(16);
  }

  static long ask(SegmentBuffer item) {
    return item.getLong(24);
  }
}
