package io.ranvier.bench.peer;

import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
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
    return new UdsEcho(UdsSocket.listen(station), station);
  }

  @Override
  public Caller openCaller(Station station) throws IOException {
    return new UdsCaller(UdsSocket.connect(station), station);
  }

  /** One message, which is written or read again and again. */
  private static final class Message {
    private final int payloadBytes;
    private final MemorySegment memory;
    private final ByteBuffer buffer;

    Message(int payloadBytes) {
      this.payloadBytes = payloadBytes;
      this.memory = UdsSocket.buffer(UdsSocket.wireBytes(payloadBytes));
      this.buffer = memory.asByteBuffer();
    }

    void send(SocketChannel channel, long seed) throws IOException {
      Pattern.fill(memory, 0, payloadBytes, seed);
      UdsSocket.writeAll(channel, buffer);
    }

    void receive(SocketChannel channel, long seed, long number) throws IOException {
      UdsSocket.readAll(channel, buffer);
      Pattern.check(memory, 0, payloadBytes, seed, number);
    }
  }

  private static final class UdsCaller implements Caller {
    private final SocketChannel channel;
    private final Message request;
    private final Message reply;

    UdsCaller(SocketChannel channel, Station station) {
      this.channel = channel;
      this.request = new Message(station.payloadBytes());
      this.reply = new Message(station.replyBytes());
    }

    @Override
    public void exchange(long number) throws IOException {
      request.send(channel, Pattern.request(number));
      reply.receive(channel, Pattern.reply(number), number);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class UdsEcho implements Echo {
    private final ServerSocketChannel server;
    private final Message request;
    private final Message reply;
    private SocketChannel channel;

    UdsEcho(ServerSocketChannel server, Station station) {
      this.server = server;
      this.request = new Message(station.payloadBytes());
      this.reply = new Message(station.replyBytes());
    }

    @Override
    public void awaitCaller() throws IOException {
      channel = UdsSocket.accept(server);
    }

    @Override
    public void answer(long number) throws IOException {
      request.receive(channel, Pattern.request(number), number);
      reply.send(channel, Pattern.reply(number));
    }

    @Override
    public void close() throws IOException {
      UdsSocket.close(channel, server);
    }
  }
}
