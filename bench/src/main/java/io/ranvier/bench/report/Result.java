package io.ranvier.bench.report;

import java.util.List;

/** What was found for one contender. */
public sealed interface Result {
  /** Returns the contender's name. */
  String name();

  /**
   * Times of single round trips. The percentiles are those of all kept rounds together.
   *
   * @param count how many round trips were timed
   * @param limitBefore median over rounds of the pair's own limit, measured before the contender
   * @param limitAfter the same, measured after it
   * @param parksPerRoundTrip how often each side slept, or null where that is not counted
   * @param perRound what the ratios are computed from
   */
  record Latency(
      String name,
      double p50Ns,
      double p90Ns,
      double p99Ns,
      double p999Ns,
      long maxNs,
      long count,
      LatencyLimit limitBefore,
      LatencyLimit limitAfter,
      Parks parksPerRoundTrip,
      List<LatencyRound> perRound)
      implements Result {}

  /**
   * Rates of one-way messages: the median over the rounds.
   *
   * @param bytesPerSecond payload only
   * @param count how many messages were counted
   */
  record Rate(
      String name,
      double messagesPerSecond,
      double bytesPerSecond,
      long count,
      RateLimit limitBefore,
      RateLimit limitAfter,
      List<RateRound> perRound)
      implements Result {}

  /**
   * A contender that could not run.
   *
   * @param unavailable why, in a sentence
   */
  record Unavailable(String name, String unavailable) implements Result {}

  /** A raw exchange of one cache line, in a pair's own two threads. */
  record LatencyLimit(double p50Ns, double p99Ns) {}

  /** A raw stream of cells, in a pair's own two threads. */
  record RateLimit(double messagesPerSecond) {}

  /** One kept round of a contender. */
  record LatencyRound(
      int round, double p50Ns, double p99Ns, LatencyLimit limitBefore, LatencyLimit limitAfter) {}

  /** One kept round of a contender. */
  record RateRound(
      int round, double messagesPerSecond, RateLimit limitBefore, RateLimit limitAfter) {}

  /** Sleeps per round trip on each side. */
  record Parks(double calling, double answering) {}
}
