package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Station;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One TCP connection over the loopback interface.
 *
 * <p>Set-up: TCP_NODELAY on both sides, blocking reads and writes of off-heap memory, the kernel's
 * own buffer sizes, which it adapts.
 */
record TcpWire() implements Wire {
  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public WireEnd openAnswering(Station station) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    Files.writeString(portFile(station), Integer.toString(port));
    return new StreamEnd(
        () -> {
          try (server) {
            return connection(server.accept());
          }
        },
        Direction.REPLY.bytes(station),
        Direction.REQUEST.bytes(station));
  }

  @Override
  public WireEnd openCalling(Station station) throws IOException {
    int port = Integer.parseInt(Files.readString(portFile(station)));
    return new StreamEnd(
        () ->
            connection(
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))),
        Direction.REQUEST.bytes(station),
        Direction.REPLY.bytes(station));
  }

  private static StreamEnd.Streams connection(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new StreamEnd.Streams(channel, channel);
  }

  /** Written before the other side opens. */
  private static Path portFile(Station station) {
    return station.directory().resolve("port");
  }

  /** Round trips over TCP. */
  public static final class RoundTrip extends WireRoundTrip {
    /** For the children. */
    public RoundTrip() {
      super(new TcpWire());
    }
  }

  /** One-way messages over TCP. */
  public static final class OneWay extends WireOneWay {
    /** For the children. */
    public OneWay() {
      super(new TcpWire());
    }
  }
}
