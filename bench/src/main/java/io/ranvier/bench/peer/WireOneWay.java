package io.ranvier.bench.peer;

import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import java.io.IOException;

/** One-way messages over a peer's wire. */
abstract class WireOneWay extends WireContender implements OneWayContender {
  WireOneWay(Wire wire) {
    super(wire);
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
