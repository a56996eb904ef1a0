package io.ranvier.bench.rig;

import java.util.List;

/**
 * What the sides of a pair found.
 *
 * @param calling the side that called or sent, or led several others
 * @param all those on the other side, in the order of their numbers; at least one
 */
public record PairReport(SideReport calling, List<SideReport> all) {
  /** One on each side. */
  public PairReport(SideReport calling, SideReport answering) {
    this(calling, List.of(answering));
  }

  /** Returns the side that echoed or received; of several processes the first. */
  public SideReport answering() {
    return all.getFirst();
  }
}
