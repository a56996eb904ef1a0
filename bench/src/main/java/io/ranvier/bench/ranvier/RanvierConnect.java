package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.bench.contender.ConnectContender;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Connections of this engine with default settings: connect, one call, close. The server is that of
 * {@link RanvierCallRoundTrip}.
 */
public final class RanvierConnect implements ConnectContender {
  @Override
  public String name() {
    return "ranvier";
  }

  @Override
  public List<String> jvmFlags() {
    return RanvierLink.CALL_JVM_FLAGS;
  }

  @Override
  public Echo openEcho(Station station) {
    return new RanvierCallRoundTrip().openEcho(station);
  }

  @Override
  public Visitor openVisitor(Station station) {
    return number -> visit(station, number);
  }

  private static Visit visit(Station station, long number) {
    Connection connection = RanvierLink.connect(station);
    RanvierLink.call(connection, RanvierLink.METHOD, station.payloadBytes(), number);
    return new Visit() {
      @Override
      public List<Path> memory() throws IOException {
        return RanvierLink.regions(station);
      }

      @Override
      public void close() {
        connection.close();
      }
    };
  }
}
