package io.ranvier.lane;

/**
 * Notices a peer that waits for each answer before it calls again, and keeps away from its next
 * call until that can be there.
 *
 * <p>A look that comes too early takes the line of the next call from the peer's cache, and the
 * peer has to fetch it back before it can write. The answer is on its way to it, and the call on
 * its way here, for longer than the pauses take, so who pauses is not late.
 *
 * <p>Threads: the polling thread.
 */
final class LoneCalls {
  /** After so many calls that came alone the next is expected to. */
  private static final int ROW = 16;

  /** Pauses of the processor: less than a message takes there and back. */
  private static final int PAUSES = 4;

  /** Passes in a row that brought one call; once it is a row, from there to twice as many. */
  private int row;

  /**
   * Pauses if the next call is expected to be alone, while the last answer and the call are on
   * their way. Now and then not, although it is: a peer that begins to send several at a time would
   * not be noticed.
   *
   * @return how many frames to handle: after a pause one, as nothing is looked for right behind it
   */
  int approach(int limit) {
    if (row <= ROW) {
      return limit;
    }
    for (int i = 0; i < PAUSES; i++) {
      Thread.onSpinWait();
    }
    return Math.min(limit, 1);
  }

  /** Learns what a pass brought; none tells nothing. */
  void passed(int frames, boolean lastIsCall) {
    if (frames > 1 || !lastIsCall) {
      row = 0;
    } else if (frames == 1 && ++row == 2 * ROW) {
      row = ROW;
    }
  }
}
