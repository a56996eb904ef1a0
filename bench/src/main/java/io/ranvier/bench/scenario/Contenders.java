package io.ranvier.bench.scenario;

import io.ranvier.bench.contender.ConnectContender;
import io.ranvier.bench.contender.FanInContender;
import io.ranvier.bench.contender.IdleContender;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.OpenLoopContender;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.limit.LimitMemory;
import io.ranvier.bench.limit.LimitOneWay;
import io.ranvier.bench.limit.LimitOpenLoop;
import io.ranvier.bench.limit.LimitRoundTrip;
import io.ranvier.bench.peer.UdsConnect;
import io.ranvier.bench.peer.UdsOneWay;
import io.ranvier.bench.peer.UdsOpenLoop;
import io.ranvier.bench.peer.UdsRoundTrip;
import io.ranvier.bench.ranvier.RanvierBroadcast;
import io.ranvier.bench.ranvier.RanvierCallRoundTrip;
import io.ranvier.bench.ranvier.RanvierConnect;
import io.ranvier.bench.ranvier.RanvierFanIn;
import io.ranvier.bench.ranvier.RanvierFrameOneWay;
import io.ranvier.bench.ranvier.RanvierFrameRoundTrip;
import io.ranvier.bench.ranvier.RanvierHandOver;
import io.ranvier.bench.ranvier.RanvierIdle;
import io.ranvier.bench.ranvier.RanvierItemOneWay;
import io.ranvier.bench.ranvier.RanvierOpenLoop;
import io.ranvier.bench.ranvier.RanvierPipelinedCalls;
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
}
