package io.ranvier.bench.peer;

import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * One-way messages over a UNIX stream socket.
 *
 * <p>One blocking write per message, since a message counts as sent when the receiver can see it;
 * the receiver reads as many bytes as are there, up to 64 KiB or one message.
 */
public final class UdsOneWay implements OneWayContender {
  private static final int READ_BYTES = 64 * 1024;

  @Override
  public String name() {
    return "uds";
  }

  @Override
  public Sink openSink(Station station) throws IOException {
    return new UdsSink(UdsSocket.listen(station), station.payloadBytes());
  }

  @Override
  public Source openSource(Station station) throws IOException {
    return new UdsSource(UdsSocket.connect(station), station.payloadBytes());
  }

  private static final class UdsSource implements Source {
    private final SocketChannel channel;
    private final int payloadBytes;
    private final MemorySegment message;
    private final ByteBuffer buffer;

    UdsSource(SocketChannel channel, int payloadBytes) {
      this.channel = channel;
      this.payloadBytes = payloadBytes;
      this.message = UdsSocket.buffer(UdsSocket.wireBytes(payloadBytes));
      this.buffer = message.asByteBuffer();
    }

    @Override
    public void send(long number) throws IOException {
      Pattern.fill(message, 0, payloadBytes, Pattern.request(number));
      UdsSocket.writeAll(channel, buffer);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class UdsSink implements Sink {
    private final ServerSocketChannel server;
    private final int payloadBytes;
    private final int wireBytes;
    private final MemorySegment messages;
    private final ByteBuffer buffer;
    private SocketChannel channel;

    /** Where the first byte not yet taken stands; the buffer's position is where the last ends. */
    private int from;

    UdsSink(ServerSocketChannel server, int payloadBytes) {
      this.server = server;
      this.payloadBytes = payloadBytes;
      this.wireBytes = UdsSocket.wireBytes(payloadBytes);
      this.messages = UdsSocket.buffer(Math.max(READ_BYTES, wireBytes));
      this.buffer = messages.asByteBuffer();
    }

    @Override
    public void awaitSource() throws IOException {
      channel = UdsSocket.accept(server);
    }

    @Override
    public int take(long first, int limit) throws IOException {
      while (buffer.position() - from < wireBytes) {
        readMore();
      }
      int taken = 0;
      while (taken < limit && buffer.position() - from >= wireBytes) {
        long number = first + taken;
        Pattern.check(messages, from, payloadBytes, Pattern.request(number), number);
        from += wireBytes;
        taken++;
      }
      return taken;
    }

    private void readMore() throws IOException {
      if (from == buffer.position()) {
        buffer.clear();
        from = 0;
      } else if (buffer.capacity() - from < wireBytes) {
        // The message that has begun does not fit behind: move its bytes to the front.
        buffer.flip().position(from);
        buffer.compact();
        from = 0;
      }
      if (channel.read(buffer) < 0) {
        throw new EOFException("the other side closed its socket");
      }
    }

    @Override
    public void close() throws IOException {
      UdsSocket.close(channel, server);
    }
  }
}
