package io.ranvier.bench.peer;

import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.bench.contender.WaitMode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One-way messages over a peer's wire. */
abstract class WireOneWay implements OneWayContender {
  private final Wire wire;

  WireOneWay(Wire wire) {
    this.wire = wire;
  }

  @Override
  public final String name() {
    return wire.name();
  }

  @Override
  public final boolean mayFail() {
    return true;
  }

  @Override
  public final List<String> jvmFlags() {
    return wire.jvmFlags();
  }

  @Override
  public final Optional<String> refusal(int payloadBytes, WaitMode waitMode) {
    return wire.refusal(payloadBytes, waitMode);
  }

  @Override
  public final Sink openSink(Station station) throws IOException {
    return new WireSink(wire.openAnswering(station));
  }

  @Override
  public final Source openSource(Station station) throws IOException {
    WireEnd end = wire.openCalling(station);
    end.awaitOther();
    return new WireSource(end);
  }

  private record WireSource(WireEnd end) implements Source {
    @Override
    public void send(long number) throws IOException {
      end.send(Pattern.request(number));
    }

    @Override
    public void close() throws IOException {
      end.close();
    }
  }

  private record WireSink(WireEnd end) implements Sink {
    @Override
    public void awaitSource() throws IOException {
      end.awaitOther();
    }

    @Override
    public int take(long first, int limit) throws IOException {
      return end.take(first, limit, Direction.REQUEST);
    }

    @Override
    public void close() throws IOException {
      end.close();
    }
  }
}
