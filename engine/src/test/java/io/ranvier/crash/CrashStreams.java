package io.ranvier.crash;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.testing.Pattern;
import java.lang.foreign.MemorySegment;

/**
 * The streams of messages between two ends of {@link CrashParty}: their numbers, and the lengths
 * and bytes of their messages, which follow from connection, side, stream and number.
 */
final class CrashStreams {
  static final int SHARED_FRAMES = 0;
  static final int CLAIMED_FRAMES = 1;
  static final int EXCLUSIVE_FRAMES = 2;
  static final int SHARED_CALLS = 3;
  static final int EXCLUSIVE_CALLS = 4;
  static final int CHANNELS = 5;

  static final int FUTURES = 6;

  /** What the server broadcasts; in the logs of its clients, and in one of its own. */
  static final int FEED = 7;

  /** The first stream of items; each channel of a connection has its own. */
  static final int ITEMS = 8;

  static final int MAX_CHANNELS = 9;
  static final int ITEMS_OF_A_CHANNEL = 40;
  static final int RESET_AFTER = 5;
  static final int MAX_BYTES = 1 << 18;
  private static final long REPLY = 1L << 61;

  private final long seed;

  CrashStreams(long connection, boolean fromServer) {
    this.seed = (connection * 2 + (fromServer ? 1 : 0)) * 0x9E37_79B9_7F4A_7C15L;
  }

  /** Returns whether the one who opens that channel sends on it. */
  static boolean openerSends(int channel) {
    return channel % 2 == 0;
  }

  /** Returns whether the receiver of that channel resets it. */
  static boolean isReset(int channel) {
    return channel % 4 >= 2;
  }

  /** Returns the length of a message: most fit a frame, some a slot, few need an extent. */
  int length(int stream, long number) {
    long random = word(stream, number) >>> 8;
    int extra = (int) (random >>> 8 & 0xFF);
    return switch ((int) random & 31) {
      case 0, 1, 2, 3 -> 1_000 + extra * 10;
      case 4 -> 20_000 + extra;
      case 5 -> extra < 32 ? 150_000 + extra : extra;
      default -> extra;
    };
  }

  /** Returns the length of the answer to a call. */
  int replyLength(int stream, long number) {
    return length(stream, number + 1_000_000);
  }

  int fill(MemorySegment target, int stream, long number) {
    int length = length(stream, number);
    Pattern.fill(target, length, word(stream, number));
    return length;
  }

  void check(SegmentBuffer payload, int stream, long number) {
    Pattern.check(payload, length(stream, number), word(stream, number));
  }

  void fillReply(MemorySegment target, int stream, long number) {
    Pattern.fill(target, (int) target.byteSize(), word(stream, number) ^ REPLY);
  }

  void checkReply(SegmentBuffer payload, int stream, long number) {
    Pattern.check(payload, replyLength(stream, number), word(stream, number) ^ REPLY);
  }

  private long word(int stream, long number) {
    long mixed = (seed ^ stream) * 0xD6E8_FEB8_6659_FD93L + number * 0xC2B2_AE3D_27D4_EB4FL;
    return mixed ^ mixed >>> 29;
  }
}
