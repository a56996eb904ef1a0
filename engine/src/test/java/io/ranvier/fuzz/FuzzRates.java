package io.ranvier.fuzz;

import io.ranvier.Inside;
import java.util.Locale;

/**
 * How the untouched connection fares, in pairs of sections that followed each other: beside
 * connections that were damaged, one after the other, and beside honest ones that did the same work
 * for as long, and were closed where the others had been ended.
 *
 * <p>What else the machine does moves rates by far more than what is to be found. So each is taken
 * relative to that, at the same time, of a connection to a server of another process that nobody
 * else is connected to. And sections are summed: one in which a thread was hardly run has few calls
 * and says little. The more pairs, the less is left of chance, which goes either way.
 */
final class FuzzRates {
  /** What is left of the rate beside damaged connections, at least. */
  private static final double LEAST = 0.8;

  /** Fewer pairs tell nothing. */
  private static final int FEWEST = 8;

  /** So many tell what there is to tell. */
  private static final int MOST = 5 * FEWEST;

  private static final int MOST_WAITING = 5;

  private Section damaged = Section.NONE;
  private Section honest = Section.NONE;
  private int pairs;

  /**
   * The time of some connections, from before the first opens until after the last is gone.
   *
   * @param calls how many of the untouched connection's were answered
   * @param others how many were answered by the other server
   * @param refusals how many of the connections the server ended because of what it read
   */
  record Section(long calls, long others, long ns, int refusals) {
    private static final Section NONE = new Section(0, 0, 0, 0);

    private double share() {
      return (double) calls / Math.max(1, others);
    }

    private Section plus(Section more) {
      return new Section(
          calls + more.calls, others + more.others, ns + more.ns, refusals + more.refusals);
    }
  }

  /**
   * Notes a pair. One in which the server had nothing to refuse would tell nothing; nor would one
   * of which most was a wait for threads that may still read in damaged memory, as they do for
   * seconds when that says so: the machine idles then.
   */
  void add(Section beside, Section besideHonest) {
    boolean waited =
        beside.ns >= Inside.longestFarewellNs() || beside.ns > MOST_WAITING * besideHonest.ns;
    if (beside.refusals > 0 && !waited) {
      damaged = damaged.plus(beside);
      honest = honest.plus(besideHonest);
      pairs++;
    }
  }

  /** Returns whether the rate is what it has to be. */
  boolean isEnough() {
    return pairs >= FEWEST && ratio() >= LEAST;
  }

  /** Returns whether more pairs are not needed, or would tell nothing more. */
  boolean isSettled() {
    return pairs >= MOST || isEnough();
  }

  private double ratio() {
    return honest.calls == 0 ? 0 : damaged.share() / honest.share();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "untouched %.2f of the rate beside honest ones, %d pairs, %d protocol errors in them",
        ratio(),
        pairs,
        damaged.refusals);
  }
}
