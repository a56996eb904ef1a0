package io.ranvier.bench.contender;

import java.util.List;

/** The contenders there are, in the order in which they are measured and reported. */
public final class Contenders {
  private Contenders() {}

  /** Returns the contenders of the round-trip scenario, the limit first. */
  public static List<RoundTripContender> roundTrip() {
    return List.of(
        new LimitRoundTrip(),
        new RanvierCallRoundTrip(),
        new RanvierFrameRoundTrip(),
        new UdsRoundTrip());
  }

  /** Returns the contenders of the one-way scenario, the limit first. */
  public static List<OneWayContender> oneWay() {
    return List.of(new LimitOneWay(), new RanvierFrameOneWay(), new UdsOneWay());
  }

  /** Returns the contenders of pipelined calls, the limit first. */
  public static List<OneWayContender> pipelined() {
    return List.of(
        new LimitOneWay(), new RanvierPipelinedCalls(), new RanvierFrameOneWay(), new UdsOneWay());
  }
}
