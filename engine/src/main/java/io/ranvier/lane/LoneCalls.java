package io.ranvier.lane;

/**
 * Notices a peer that waits for each answer before it calls again, and keeps away from its next
 * call until that is there.
 *
 * <p>A look that comes too early takes the line of the next call from the peer's cache, and the
 * peer has to fetch it back before it can write. How long answer and call are on their way depends
 * on the processor and on what the peer does in between, so that is learned: a look that just
 * missed its call makes the next delay longer, one that found it makes it shorter by 1/96 of that.
 * So one look in 97 is too early, and the others are late by little: stochastic approximation of a
 * quantile, after Robbins and Monro (1951).
 *
 * <p>A peer that does more now and then than it mostly does calls late then, and a delay that is
 * right for that would make all its other calls wait. So calls that come long after those which
 * were just missed do not count, unless nearly all of them do.
 *
 * <p>What comes together after such calls is late by the delay, each call by one more of them than
 * the one before, until a trial shows that it does: after {@value #TRIAL} calls.
 *
 * <p>Threads: the polling thread.
 */
final class LoneCalls {
  /**
   * After more calls than that in a row which came alone the next is expected to. Fewer than make a
   * stream for the reader of a ring, which learns from the look behind a frame that there is none.
   */
  private static final int ROW = 16;

  /**
   * After so many looks in a row that found their call comes a trial. Of looks for lone calls so
   * many are in time once in about 1,300 calls: a call that is looked for too early is late, and
   * those in a hundred are the 99th percentile.
   */
  private static final int TRIAL = 256;

  /** The unit of delays: a part of a turn of {@link #pass}. */
  private static final int UNITS_A_TURN = 48;

  private static final int LONGER = 2 * UNITS_A_TURN;
  private static final int SHORTER = LONGER / 96;

  /** The longest delay; compiled, a quarter of a microsecond on the processors measured. */
  private static final int MOST = 512 * UNITS_A_TURN;

  /** Passes that brought one call, in a row but for empty ones; counted up to one more than ROW. */
  private int row;

  /** Looks after a delay that found their call, in a row. */
  private int inTime;

  /** In units. */
  private int delay;

  /**
   * How many looks miss a call for which the delay was just too short, in sixteenths of one: the
   * fewest lately, and a sixteenth more for each delay since that was too short; at first more than
   * any.
   */
  private int nearMiss = 1 << 16;

  private boolean delayed;

  /** Nobody reads it: without, the compiler would leave the turns out. */
  private int chain;

  /**
   * Lets time pass if the next call is expected to be alone, while the last answer and the call are
   * on their way. Now and then not, although it is: a peer that begins to send several at a time
   * would not be noticed.
   *
   * @return how many frames to handle: after a delay one, as nothing is looked for right behind it
   */
  int approach(int limit) {
    delayed = false;
    if (row <= ROW || limit <= 1) {
      return limit;
    }
    if (inTime == TRIAL) {
      inTime = 0;
      return limit;
    }
    delayed = true;
    pass(turns());
    return 1;
  }

  /**
   * Learns what a pass brought that could have brought up to {@code limit} frames.
   *
   * @param missed how many looks found nothing before
   */
  void passed(int frames, int limit, boolean lastIsCall, int missed) {
    boolean wasDelayed = delayed;
    delayed = false;
    if (frames <= 0 || limit <= 1) {
      return;
    }
    if (frames > 1 || !lastIsCall) {
      row = 0;
    } else if (row <= ROW) {
      row++;
    }
    if (wasDelayed && missed == 0) {
      inTime++;
      delay = Math.max(delay - SHORTER, 0);
    } else if (wasDelayed) {
      inTime = 0;
      nearMiss = Math.min(nearMiss + 1, missed * 16);
      delay = missed * 16 <= 2 * nearMiss ? Math.min(delay + LONGER, MOST) : delay;
    }
  }

  /** How long the next delay is. */
  int turns() {
    return delay / UNITS_A_TURN;
  }

  /**
   * Each turn waits for the one before. No {@link Thread#onSpinWait}: it takes as long as half of
   * what is to pass, and on some processors longer than all of it.
   */
  private void pass(int turns) {
    int last = chain;
    for (int i = 0; i < turns; i++) {
      last = last * 31 + 1;
    }
    chain = last;
  }
}
