package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.Dispatcher;
import io.ranvier.bench.contender.IdleContender;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections of this engine with default settings, all parked: one thread on each side sleeps and
 * waits for all of them, a {@link Dispatcher} for the clients. The server is that of {@link
 * RanvierCallRoundTrip}.
 */
public final class RanvierIdle implements IdleContender {
  @Override
  public String name() {
    return "ranvier";
  }

  /** More heap than usual: a connection has some objects of its own. */
  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx256m", "-XX:MaxDirectMemorySize=8g");
  }

  @Override
  public Echo openEcho(Station station) {
    return RanvierCallRoundTrip.openPatientEcho(station, Long.MAX_VALUE);
  }

  @Override
  public Holder openHolder(Station station, int connections) {
    return new ParkedHolder(station, connections);
  }

  private static final class ParkedHolder implements Holder {
    private final int payloadBytes;
    private final HandlerFailure failure = new HandlerFailure();
    private final Dispatcher dispatcher;
    private final List<Connection> connections = new ArrayList<>();

    ParkedHolder(Station station, int count) {
      this.payloadBytes = station.payloadBytes();
      this.dispatcher = new Dispatcher(RanvierLink.waiting(station), failure);
      for (int i = 0; i < count; i++) {
        Connection connection = RanvierLink.connect(station);
        connections.add(connection);
        dispatcher.add(connection, frame -> {});
      }
    }

    @Override
    public void exchange(int connection, long number) {
      RanvierLink.call(connections.get(connection), RanvierLink.METHOD, payloadBytes, number);
    }

    @Override
    public void rest(long durationNs) {
      long endNs = System.nanoTime() + durationNs;
      for (long leftNs = durationNs; leftNs > 0; leftNs = endNs - System.nanoTime()) {
        if (dispatcher.poll(1) == 0) {
          boolean ignored = dispatcher.await(leftNs);
        }
        failure.rethrow();
      }
    }

    @Override
    public void close() {
      connections.forEach(Connection::close);
    }
  }
}
