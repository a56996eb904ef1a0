package io.ranvier.cli.sample;

import io.ranvier.buffer.SegmentBuffer;

/** An order, as it lies in a request: its id, the instrument, a price in ticks; 8 bytes each. */
final class Order {
  static final int SERVICE = 1;
  static final int NEW_ORDER = 1;
  static final int BYTES = 24;

  /** The answer: the id of the order, and its number at the gateway; 8 bytes each. */
  static final int REPLY_BYTES = 16;

  private Order() {}

  static void write(SegmentBuffer request, long id, long instrument, long price) {
    request.putLong(0, id);
    request.putLong(8, instrument);
    request.putLong(16, price);
  }
}
