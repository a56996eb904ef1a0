package io.ranvier.lane;

import io.ranvier.buffer.SegmentBuffer;
import java.util.SplittableRandom;

/**
 * The frames of one sender, the same to the one who writes them and to the one who checks them:
 * lengths across every boundary, each byte a function of sender, number and place.
 */
final class Traffic {
  /** The longest payload; of a large slot. */
  static final int LONGEST = LaneFixture.LARGE_SLOT;

  private final int sender;
  private final SplittableRandom random;
  private int number = -1;
  private int length;

  Traffic(int sender) {
    this.sender = sender;
    this.random = new SplittableRandom(sender);
  }

  /** Moves on to the next frame. */
  void next() {
    number++;
    int kind = random.nextInt(100);
    int most = kind < 70 ? 32 : kind < 92 ? LaneFixture.INLINE : kind < 99 ? 4096 : LONGEST;
    length = random.nextInt(most + 1);
  }

  int number() {
    return number;
  }

  int length() {
    return length;
  }

  void write(SegmentBuffer buffer) {
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      buffer.putLong(at, word(at));
    }
    for (; at < length; at++) {
      buffer.putByte(at, (byte) word(at));
    }
  }

  void check(SegmentBuffer buffer) {
    boolean same = buffer.capacity() == length;
    int at = 0;
    for (; same && at + 8 <= length; at += 8) {
      same = buffer.getLong(at) == word(at);
    }
    for (; same && at < length; at++) {
      same = buffer.getByte(at) == (byte) word(at);
    }
    if (!same) {
      throw new AssertionError(
          "sender=%d, number=%d, length=%d instead of %d, at=%d"
              .formatted(sender, number, buffer.capacity(), length, at));
    }
  }

  private long word(int at) {
    long seed = ((long) sender << 56) ^ ((long) number << 20) ^ at;
    return (seed + 0x9E37_79B9_7F4A_7C15L) * 0xBF58_476D_1CE4_E5B9L;
  }
}
