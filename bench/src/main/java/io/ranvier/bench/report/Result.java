package io.ranvier.bench.report;

import java.util.List;

/** What was found for one contender. */
public sealed interface Result {
  /** Returns the contender's name. */
  String name();

  /**
   * Times of single messages: round trips, or from when a message was due until it was handled. The
   * percentiles are those of all kept rounds together.
   *
   * @param payloadBytes the length of every message
   * @param count how many were timed
   * @param limitBefore median over rounds of the pair's own limit, measured before the contender
   * @param limitAfter the same, measured after it
   * @param parksPerRoundTrip how often each side slept, or null where that is not counted
   * @param perRound what the ratios are computed from
   */
  record Latency(
      String name,
      int payloadBytes,
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
   * @param payloadBytes the length of every message
   * @param bytesPerSecond payload only
   * @param count how many messages were counted
   * @param clients who made them, or null where that is one process
   */
  record Rate(
      String name,
      int payloadBytes,
      double messagesPerSecond,
      double bytesPerSecond,
      long count,
      Clients clients,
      RateLimit limitBefore,
      RateLimit limitAfter,
      List<RateRound> perRound)
      implements Result {
    /** Of one process. */
    public Rate(
        String name,
        int payloadBytes,
        double messagesPerSecond,
        double bytesPerSecond,
        long count,
        RateLimit limitBefore,
        RateLimit limitAfter,
        List<RateRound> perRound) {
      this(
          name,
          payloadBytes,
          messagesPerSecond,
          bytesPerSecond,
          count,
          null,
          limitBefore,
          limitAfter,
          perRound);
    }

    /** Returns the same rate as the sum of what several clients did. */
    public Rate withClients(Clients several) {
      return new Rate(
          name,
          payloadBytes,
          messagesPerSecond,
          bytesPerSecond,
          count,
          several,
          limitBefore,
          limitAfter,
          perRound);
    }
  }

  /**
   * Times from a connect to the first reply. The percentiles are those of warm connections, of all
   * rounds together.
   *
   * @param payloadBytes the length of request and reply
   * @param coldNs of the first connection of two fresh JVMs: the median over the rounds
   * @param count how many warm ones were timed
   * @param memoryBytes what the files of a connection take of their file system, or null where that
   *     is not known
   */
  record Connect(
      String name,
      int payloadBytes,
      double coldNs,
      double p50Ns,
      double p90Ns,
      double p99Ns,
      double p999Ns,
      long maxNs,
      long count,
      Long memoryBytes,
      List<ConnectRound> perRound)
      implements Result {}

  /**
   * CPU time used while nothing was sent, in percent of one CPU's: the median over the rounds.
   *
   * @param payloadBytes the length of the request that each connection carried before and after
   * @param connections how many there were
   * @param cpuPercent of both processes together
   */
  record Idle(
      String name,
      int payloadBytes,
      int connections,
      double cpuPercent,
      double serverCpuPercent,
      double clientCpuPercent,
      List<IdleRound> perRound)
      implements Result {}

  /**
   * A contender that could not run.
   *
   * @param unavailable why, in a sentence
   */
  record Unavailable(String name, String unavailable) implements Result {}

  /** One cache line there and back, or one way, in a pair's own two threads. */
  record LatencyLimit(double p50Ns, double p99Ns) {}

  /** A raw stream of cells or of plain memory, in a pair's own two threads. */
  record RateLimit(double messagesPerSecond) {}

  /** One kept round of a contender. */
  record LatencyRound(
      int round, double p50Ns, double p99Ns, LatencyLimit limitBefore, LatencyLimit limitAfter) {}

  /** One kept round of a contender. */
  record RateRound(
      int round, double messagesPerSecond, RateLimit limitBefore, RateLimit limitAfter) {}

  /** One round of a contender: the first connection of its JVMs, and those after it. */
  record ConnectRound(int round, double coldNs, double p50Ns, double p99Ns) {}

  /** One round of idle connections, in percent of one CPU. */
  record IdleRound(int round, double serverCpuPercent, double clientCpuPercent) {}

  /**
   * Several processes that call: the medians over the rounds.
   *
   * @param count how many there are
   * @param messagesPerSecond of each on average
   * @param slowest of them
   * @param fastest of them
   */
  record Clients(int count, double messagesPerSecond, double slowest, double fastest) {}

  /** Sleeps per round trip on each side. */
  record Parks(double calling, double answering) {}
}
