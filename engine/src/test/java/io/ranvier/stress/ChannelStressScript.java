package io.ranvier.stress;

import io.ranvier.metadata.Metadata;
import java.util.SplittableRandom;

/**
 * What happens on one channel: both sides draw it from its id.
 *
 * @param window credit at the start; 0: the receiver grants
 * @param items how many the sender sends
 * @param resetAt how many items the receiver takes before it resets the channel; -1: all
 * @param resetsInHandler whether it resets from within the handler of that item
 * @param slow whether the receiver dawdles
 * @param lastWords whether the end, or the reset, carries metadata
 */
record ChannelStressScript(
    long id,
    int window,
    int items,
    int resetAt,
    boolean resetsInHandler,
    boolean slow,
    boolean lastWords) {
  static final int MAX_BYTES = 100_000;
  private static final int[] WINDOWS = {0, 1, 2, 64, 1000};

  static ChannelStressScript of(long id) {
    SplittableRandom random = new SplittableRandom(id);
    int window = WINDOWS[random.nextInt(WINDOWS.length)];
    int items = random.nextInt(random.nextBoolean() ? 10 : 400);
    return new ChannelStressScript(
        id,
        window,
        items,
        random.nextInt(4) == 0 ? random.nextInt(items + 1) : -1,
        random.nextBoolean(),
        random.nextInt(4) == 0,
        random.nextBoolean());
  }

  /** Draws the lengths of the items, one after the other; the same on both sides. */
  SplittableRandom lengths() {
    return new SplittableRandom(~id);
  }

  static int length(SplittableRandom lengths) {
    return switch (lengths.nextInt(20)) {
      case 0 -> 0;
      case 1, 2, 3 -> lengths.nextInt(600);
      case 4 -> lengths.nextInt(10_000);
      case 5 -> lengths.nextInt(MAX_BYTES);
      default -> lengths.nextInt(64);
    };
  }

  /** Returns what the pattern of an item is made of: channel and number. */
  long seed(int number) {
    return id * 1_000_003 + number;
  }

  boolean resets() {
    return resetAt >= 0;
  }

  Metadata words() {
    return lastWords ? Metadata.empty().with("id", id) : Metadata.empty();
  }
}
