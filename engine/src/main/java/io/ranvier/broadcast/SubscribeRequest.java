package io.ranvier.broadcast;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import java.nio.charset.StandardCharsets;

/**
 * What a subscriber asks for: where to begin (4 bytes: 0 is the latest item, 1 the oldest), then
 * the name in UTF-8.
 */
record SubscribeRequest(String name, Start start) {
  private static final int MOST_NAME_BYTES = 256;

  /**
   * Refuses a name that no request could carry.
   *
   * @throws RanvierException INVALID_ARGUMENT
   */
  static void checkName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_NAME_BYTES) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "broadcast name too long: nameBytes=%d, limitBytes=%d; choose a shorter one"
              .formatted(bytes, MOST_NAME_BYTES));
    }
  }

  int lengthBytes() {
    return Integer.BYTES + name.getBytes(StandardCharsets.UTF_8).length;
  }

  void write(SegmentBuffer target) {
    target.putInt(0, start.ordinal());
    target.putBytes(Integer.BYTES, name.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what a peer wrote. */
  static SubscribeRequest read(SegmentBuffer source) {
    int nameBytes = source.capacity() - Integer.BYTES;
    int start = nameBytes < 0 ? -1 : source.getInt(0);
    if (start < 0 || start >= Start.values().length || nameBytes > MOST_NAME_BYTES) {
      throw new RanvierException(
          ErrorCode.INVALID_PAYLOAD,
          "cannot subscribe: lengthBytes=%d, start=%d".formatted(source.capacity(), start));
    }
    byte[] name = new byte[nameBytes];
    source.getBytes(Integer.BYTES, name);
    return new SubscribeRequest(new String(name, StandardCharsets.UTF_8), Start.values()[start]);
  }
}
