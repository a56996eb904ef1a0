package io.ranvier.bench.peer;

import io.ranvier.bench.contender.ConnectContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Connections over a UNIX stream socket: connect, one message there and one back, close. */
public final class UdsConnect implements ConnectContender {
  @Override
  public String name() {
    return "uds";
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    return new AcceptingEcho(UdsSocket.listen(station), station.payloadBytes());
  }

  @Override
  public Visitor openVisitor(Station station) {
    int payloadBytes = station.payloadBytes();
    MemorySegment message = UdsSocket.buffer(UdsSocket.wireBytes(payloadBytes));
    ByteBuffer buffer = message.asByteBuffer();
    return number -> {
      SocketChannel channel = UdsSocket.connect(station);
      Pattern.fill(message, 0, payloadBytes, Pattern.request(number));
      UdsSocket.writeAll(channel, buffer);
      UdsSocket.readAll(channel, buffer);
      Pattern.check(message, 0, payloadBytes, Pattern.reply(number), number);
      return channel::close;
    };
  }

  private static final class AcceptingEcho implements Echo {
    private final ServerSocketChannel server;
    private final int payloadBytes;
    private final MemorySegment message;
    private final ByteBuffer buffer;

    AcceptingEcho(ServerSocketChannel server, int payloadBytes) {
      this.server = server;
      this.payloadBytes = payloadBytes;
      this.message = UdsSocket.buffer(UdsSocket.wireBytes(payloadBytes));
      this.buffer = message.asByteBuffer();
    }

    @Override
    public void answer(long number) throws IOException {
      try (SocketChannel channel = UdsSocket.accept(server)) {
        UdsSocket.readAll(channel, buffer);
        Pattern.check(message, 0, payloadBytes, Pattern.request(number), number);
        Pattern.fill(message, 0, payloadBytes, Pattern.reply(number));
        UdsSocket.writeAll(channel, buffer);
      } catch (EOFException e) {
        throw new EOFException("a caller left before its request: number=" + number);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
