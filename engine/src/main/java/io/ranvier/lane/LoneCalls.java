package io.ranvier.lane;

/**
 * Notices a peer that waits for each answer before it calls again, and keeps away from its next
 * call until that can be there.
 *
 * <p>A look that comes too early takes the line of the next call from the peer's cache, and the
 * peer has to fetch it back before it can write. The answer is on its way to it, and the call on
 * its way here, for about as long as the pauses take. What comes together after such calls is late
 * by these pauses, one for each call, until a trial shows that it does: fewer than {@value #ROW}.
 *
 * <p>Threads: the polling thread.
 */
final class LoneCalls {
  /**
   * After more calls than that in a row which came alone the next is expected to; after as many
   * again comes a trial. Fewer than make a stream for the reader of a ring, which learns from the
   * look behind a frame that there is none.
   */
  private static final int ROW = 16;

  /** Pauses of the processor; on those measured, less than a message takes there and back. */
  private static final int PAUSES = 4;

  /** Passes that brought one call, in a row but for empty ones; from a row on, up to two. */
  private int row;

  /**
   * Pauses if the next call is expected to be alone, while the last answer and the call are on
   * their way. Now and then not, although it is: a peer that begins to send several at a time would
   * not be noticed.
   *
   * @return how many frames to handle: after a pause one, as nothing is looked for right behind it
   */
  int approach(int limit) {
    if (row <= ROW || limit <= 1) {
      return limit;
    }
    for (int i = 0; i < PAUSES; i++) {
      Thread.onSpinWait();
    }
    return 1;
  }

  /** Learns what a pass brought that could have brought up to {@code limit} frames. */
  void passed(int frames, int limit, boolean lastIsCall) {
    if (frames <= 0 || limit <= 1) {
      return;
    }
    if (frames > 1 || !lastIsCall) {
      row = 0;
    } else if (++row == 2 * ROW) {
      row = ROW;
    }
  }
}
