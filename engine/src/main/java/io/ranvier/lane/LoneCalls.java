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
 * <p>Whether calls come much sooner than the delay ends, or several at a time, no look after the
 * delay can tell. So now and then one comes after half of it, and takes all that is there. One that
 * finds its call is soon followed by another; if that does, too, the delay is halved.
 *
 * <p>What comes together after lone calls is late by the delay, each call by one more of them than
 * the one before, until such a trial shows that it does: after {@value #TRIAL} calls.
 *
 * <p>Threads: the polling thread.
 */
final class LoneCalls {
  /**
   * After more calls than that in a row which came alone the next is expected to. Fewer than make a
   * stream for the reader of a ring, which learns from the look behind a frame that there is none.
   */
  private static final int ROW = 16;

  /** So many looks find their call for each that comes too early. */
  private static final int SELDOM = 96;

  /**
   * After so many looks in a row that found their call comes a trial. Of looks for lone calls so
   * many are in time once in about 1,300 calls: a trial makes a call late, as any look that comes
   * too early, and those in a hundred are the 99th percentile.
   */
  private static final int TRIAL = 256;

  /** After so many looks comes a trial whatever they found: what comes sooner shows in no other. */
  private static final int LONGEST = 8 * TRIAL;

  /** So many trials in a row that found their call tell that most calls come so soon. */
  private static final int SOONER = 2;

  /**
   * The unit of delays, a part of a turn of {@link #pass}: what a look in time makes them shorter.
   */
  private static final int UNITS_A_TURN = SELDOM / 2;

  /** What a look that was too early makes them longer: two turns. */
  private static final int LONGER = SELDOM;

  /** The longest delay; compiled, a quarter of a microsecond on the processors measured. */
  private static final int MOST = 512 * UNITS_A_TURN;

  /** A delay so short is left to the looks. */
  private static final int LITTLE = 8 * LONGER;

  /** Passes that brought one call, in a row but for empty ones; counted up to one more than ROW. */
  private int row;

  /** Looks after a delay, since the last trial. */
  private int looks;

  /** Those of them that found their call, in a row. */
  private int inTime;

  /** Trials that found their call, in a row. */
  private int sooner;

  /** In units. */
  private int delay;

  /**
   * How many looks miss a call for which the delay was just too short, in parts of one, {@link
   * #SELDOM} each: the fewest lately, and a part more for each delay since that was too short; at
   * first more than any.
   */
  private int nearMiss = 1 << 20;

  /** The present look comes after the delay. */
  private boolean delayed;

  /** The present look comes after half of it. */
  private boolean halved;

  /** Nobody reads it: without, the compiler would leave the turns out. */
  private int chain;

  /**
   * Lets time pass if the next call is expected to be alone, while the last answer and the call are
   * on their way; now and then less of it.
   *
   * @return how many frames to handle: after a delay one, as nothing is looked for right behind it
   */
  int approach(int limit) {
    delayed = false;
    halved = false;
    if (row <= ROW || limit <= 1) {
      return limit;
    }
    if (inTime == TRIAL || looks == LONGEST) {
      inTime = 0;
      looks = 0;
      halved = true;
      pass(turns());
      return limit;
    }
    delayed = true;
    looks++;
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
    boolean wasHalved = halved;
    delayed = false;
    halved = false;
    if (frames <= 0 || limit <= 1) {
      return;
    }
    if (frames > 1 || !lastIsCall) {
      row = 0;
    } else if (row <= ROW) {
      row++;
    }
    if (wasHalved) {
      tried(missed == 0 && row > 0);
    } else if (wasDelayed && missed == 0) {
      inTime++;
      delay = Math.max(delay - 1, 0);
    } else if (wasDelayed) {
      inTime = 0;
      nearMiss = Math.min(nearMiss + 1, missed * SELDOM);
      delay = missed * SELDOM <= 2 * nearMiss ? Math.min(delay + LONGER, MOST) : delay;
    }
  }

  /** Learns whether half the delay was enough for a call that came alone. */
  private void tried(boolean enough) {
    if (!enough || delay < LITTLE) {
      sooner = 0;
      return;
    }
    // The next trial comes soon.
    looks = LONGEST - ROW;
    if (++sooner == SOONER) {
      sooner = 0;
      delay /= 2;
    }
  }

  /** How long the delay is: the present look's, or the next one's. */
  int turns() {
    int turns = delay / UNITS_A_TURN;
    return halved ? turns / 2 : turns;
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
