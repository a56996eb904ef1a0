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

  /** Returns the contenders of long requests, the limit first. */
  public static List<RoundTripContender> large() {
    return List.of(
        new LimitRoundTrip(),
        new RanvierCallRoundTrip(),
        new RanvierHandOver(),
        new UdsRoundTrip());
  }

  /** Returns the contenders of the one-way scenario, the limit first. */
  public static List<OneWayContender> oneWay() {
    return List.of(new LimitOneWay(), new RanvierFrameOneWay(), new UdsOneWay());
  }

  /** Returns other set-ups of contenders of the one-way scenario, measured on request. */
  public static List<OneWayContender> oneWayOnRequest() {
    return List.of(new RanvierFrameOneWay.LongRing());
  }

  /** Returns the contenders of pipelined calls, the limit first. */
  public static List<OneWayContender> pipelined() {
    return List.of(
        new LimitOneWay(), new RanvierPipelinedCalls(), new RanvierFrameOneWay(), new UdsOneWay());
  }

  /** Returns the contenders of the stream scenario; the first two are limits. */
  public static List<OneWayContender> stream() {
    return List.of(
        new LimitOneWay(), new LimitMemory(), new RanvierItemOneWay(), new RanvierFrameOneWay());
  }

  /** Returns the contenders of the broadcast scenario; the first two are limits. */
  public static List<OneWayContender> broadcast() {
    return List.of(
        new LimitOneWay(), new LimitMemory(), new RanvierItemOneWay(), new RanvierBroadcast());
  }

  /** Returns the contenders of the connect scenario, which has no limit. */
  public static List<ConnectContender> connect() {
    return List.of(new RanvierConnect(), new UdsConnect());
  }

  /** Returns the contenders of the idle scenario, which has no limit. */
  public static List<IdleContender> idle() {
    return List.of(new RanvierIdle());
  }

  /** Returns the contenders of calls at a fixed rate, the limit first. */
  public static List<OpenLoopContender> openLoop() {
    return List.of(new LimitOpenLoop(), new RanvierOpenLoop(), new UdsOpenLoop());
  }

  /** Returns the contenders of several clients that call one server. */
  public static List<FanInContender> fanIn() {
    return List.of(new RanvierFanIn());
  }

  /** Returns what items of that length are measured beside: bare cells, or plain memory. */
  public static OneWayContender streamLimit(int payloadBytes) {
    return payloadBytes <= LimitOneWay.PAYLOAD_BYTES ? new LimitOneWay() : new LimitMemory();
  }
}
