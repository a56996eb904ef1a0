package io.ranvier.bench.peer;

import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.RoundTripContender;
import java.util.ArrayList;
import java.util.List;

/** The peers there are, in the order in which they are measured and reported. */
public final class Peers {
  private Peers() {}

  /** Returns the peers of the round-trip scenario. */
  public static List<RoundTripContender> roundTrip() {
    return List.of(
        new AeronWire.RoundTrip(),
        new AgronaWire.RoundTrip(),
        new AgronaWire.SharedRoundTrip(),
        new ChronicleWire.RoundTrip(),
        new TcpWire.RoundTrip(),
        new PipeWire.RoundTrip(),
        new GrpcRoundTrip());
  }

  /** Returns the peers of the one-way scenario. */
  public static List<OneWayContender> oneWay() {
    return List.of(
        new AeronWire.OneWay(),
        new AgronaWire.OneWay(),
        new AgronaWire.SharedOneWay(),
        new ChronicleWire.OneWay(),
        new TcpWire.OneWay(),
        new PipeWire.OneWay());
  }

  /** Returns the peers of pipelined calls: those that carry messages one way, and callers. */
  public static List<OneWayContender> pipelined() {
    List<OneWayContender> all = new ArrayList<>(oneWay());
    all.add(new GrpcPipelinedCalls());
    return List.copyOf(all);
  }
}
