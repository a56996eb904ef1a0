package io.ranvier.channel;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.ring.ChannelLayout;

/**
 * The credit of a channel as its receiver keeps it: what it has granted, what it has taken, and
 * what it gives back in steps.
 *
 * <p>Threads: the receiver's.
 */
final class GivenCredit {
  private final ChannelMemory memory;
  private final long step;
  private long granted;
  private long taken;
  private long owed;

  /**
   * @param window how many items the sender may be ahead; the block's {@code granted} says the same
   */
  GivenCredit(ChannelMemory memory, int window) {
    this.memory = memory;
    this.granted = window;
    this.step = window == 0 ? Long.MAX_VALUE : Math.max(1, window / 2);
  }

  /** Returns whether so many items, and one more, may come. */
  boolean covers(int items) {
    return taken + items < granted;
  }

  /** Counts items that were taken; returns whether credit was given for them. */
  boolean took(int items) {
    taken += items;
    owed += items;
    if (owed < step) {
      return false;
    }
    give(owed);
    owed = 0;
    return true;
  }

  /**
   * Gives more than what was taken.
   *
   * @throws RanvierException INVALID_ARGUMENT, LIMIT_EXCEEDED
   */
  void grant(int items) {
    if (items < 1) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT, "cannot grant: items=%d; grant 1 or more".formatted(items));
    }
    // What is owed is given later, without another look here.
    long promised = granted - taken + (step == Long.MAX_VALUE ? 0 : owed);
    if (promised > Integer.MAX_VALUE - items) {
      throw new RanvierException(
          ErrorCode.LIMIT_EXCEEDED,
          "cannot grant: items=%d, granted and not taken=%d, limit=%d; take some first"
              .formatted(items, promised, Integer.MAX_VALUE));
    }
    give(items);
  }

  @Override
  public String toString() {
    return "taken=%d, granted=%d".formatted(taken, granted);
  }

  private void give(long items) {
    granted += items;
    // HB channel.credit: the receiver's last look at items before the credit for more.
    ChannelLayout.grantedRelease(memory.segment(), memory.base(), granted);
  }
}
