package io.ranvier.bench.scenario;

/** Hears how far a run is. Called by the thread that runs it. */
@FunctionalInterface
public interface Progress {
  /** Somebody who does not want to know. */
  Progress NONE = (contender, round, rounds, discarded) -> {};

  /**
   * A pair is about to be started.
   *
   * @param contender whose
   * @param round from 1
   * @param rounds how many there will be
   * @param discarded how many measurements were thrown away so far
   */
  void beginning(String contender, int round, int rounds, int discarded);
}
