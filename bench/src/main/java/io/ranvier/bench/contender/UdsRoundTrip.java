package io.ranvier.bench.contender;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Round trips over a UNIX stream socket: one blocking write and one blocking read on each side.
 *
 * <p>Both wait modes are the same: a blocking read sleeps in the kernel.
 */
public final class UdsRoundTrip implements RoundTripContender {
  @Override
  public String name() {
    return "uds";
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    return new UdsEcho(UdsSocket.listen(station), station.payloadBytes());
  }

  @Override
  public Caller openCaller(Station station) throws IOException {
    return new UdsCaller(UdsSocket.connect(station), station.payloadBytes());
  }

  private static final class UdsCaller implements Caller {
    private final SocketChannel channel;
    private final int payloadBytes;
    private final MemorySegment message;
    private final ByteBuffer buffer;

    UdsCaller(SocketChannel channel, int payloadBytes) {
      this.channel = channel;
      this.payloadBytes = payloadBytes;
      this.message = UdsSocket.buffer(UdsSocket.wireBytes(payloadBytes));
      this.buffer = message.asByteBuffer();
    }

    @Override
    public void exchange(long number) throws IOException {
      Pattern.fill(message, 0, payloadBytes, Pattern.request(number));
      UdsSocket.writeAll(channel, buffer);
      UdsSocket.readAll(channel, buffer);
      Pattern.check(message, 0, payloadBytes, Pattern.reply(number), number);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class UdsEcho implements Echo {
    private final ServerSocketChannel server;
    private final int payloadBytes;
    private final MemorySegment message;
    private final ByteBuffer buffer;
    private SocketChannel channel;

    UdsEcho(ServerSocketChannel server, int payloadBytes) {
      this.server = server;
      this.payloadBytes = payloadBytes;
      this.message = UdsSocket.buffer(UdsSocket.wireBytes(payloadBytes));
      this.buffer = message.asByteBuffer();
    }

    @Override
    public void awaitCaller() throws IOException {
      channel = UdsSocket.accept(server);
    }

    @Override
    public void answer(long number) throws IOException {
      UdsSocket.readAll(channel, buffer);
      Pattern.check(message, 0, payloadBytes, Pattern.request(number), number);
      Pattern.fill(message, 0, payloadBytes, Pattern.reply(number));
      UdsSocket.writeAll(channel, buffer);
    }

    @Override
    public void close() throws IOException {
      UdsSocket.close(channel, server);
    }
  }
}
