package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Station;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * What both UNIX socket contenders share: a blocking stream socket and off-heap buffers.
 *
 * <p>Messages have one length that both sides know, so there is no header; a message of length 0 is
 * carried by one byte, since a stream cannot carry nothing.
 */
final class UdsSocket {
  /** Asked for; the kernel gives at most its own limit. */
  private static final int KERNEL_BUFFER_BYTES = 1 << 20;

  private UdsSocket() {}

  static Path path(Station station) {
    return station.directory().resolve("uds");
  }

  static ServerSocketChannel listen(Station station) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return server.bind(UnixDomainSocketAddress.of(path(station)));
  }

  static SocketChannel accept(ServerSocketChannel server) throws IOException {
    return withBuffers(server.accept());
  }

  static SocketChannel connect(Station station) throws IOException {
    return withBuffers(SocketChannel.open(UnixDomainSocketAddress.of(path(station))));
  }

  private static SocketChannel withBuffers(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BUFFER_BYTES);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER_BYTES);
    return channel;
  }

  /** Returns the bytes on the wire for a message of that payload. */
  static int wireBytes(int payloadBytes) {
    return Math.max(1, payloadBytes);
  }

  /** Off-heap and never freed: the channel reads and writes it without copying or locking. */
  static MemorySegment buffer(long sizeBytes) {
    return Arena.global().allocate(sizeBytes, Long.BYTES);
  }

  static void writeAll(SocketChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  static void readAll(SocketChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the other side closed its socket");
      }
    }
  }

  /** Closes the accepted socket, if there is one, and the listening one. */
  static void close(SocketChannel accepted, ServerSocketChannel server) throws IOException {
    try {
      if (accepted != null) {
        accepted.close();
      }
    } finally {
      server.close();
    }
  }
}
