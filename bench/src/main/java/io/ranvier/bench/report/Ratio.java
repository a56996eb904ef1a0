package io.ranvier.bench.report;

import java.util.List;

/** How one contender compares with another: medians over the rounds. */
public sealed interface Ratio {
  /** Returns the smallest and the largest value of any round. */
  List<Double> spread();

  /** Returns the value of each round that both have: what was reduced to the median. */
  List<Double> perRound();

  /**
   * A comparison of times; below 1 is faster.
   *
   * @param p50 ratio of the medians
   * @param p99 ratio of the 99th percentiles
   * @param overheadNs difference of the medians
   * @param spread of the p50 ratio
   * @param perRound the p50 ratio
   */
  record Latency(
      double p50, double p99, double overheadNs, List<Double> spread, List<Double> perRound)
      implements Ratio {}

  /**
   * A comparison of rates; above 1 is faster.
   *
   * @param messagesPerSecond ratio of the rates
   * @param spread of that ratio
   * @param perRound that ratio
   */
  record Rate(double messagesPerSecond, List<Double> spread, List<Double> perRound)
      implements Ratio {}
}
