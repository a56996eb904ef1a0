package io.ranvier.bench.peer;

import io.ranvier.bench.contender.OpenLoopContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender.Echo;
import io.ranvier.bench.contender.Station;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Requests over a UNIX stream socket, sent when they are due. The calling side writes and reads
 * without blocking, as often as it looks; the answering side is that of {@link UdsRoundTrip}, which
 * sleeps in the kernel.
 */
public final class UdsOpenLoop implements OpenLoopContender {
  private static final int READ_BYTES = 64 * 1024;

  @Override
  public String name() {
    return "uds";
  }

  @Override
  public Echo openEcho(Station station) throws IOException {
    return new UdsRoundTrip().openEcho(station);
  }

  @Override
  public Arrivals openArrivals(Station station) throws IOException {
    return new SocketArrivals(UdsSocket.connect(station), station);
  }

  private static final class SocketArrivals implements Arrivals {
    private final SocketChannel channel;
    private final int payloadBytes;
    private final int wireBytes;
    private final int most;
    private final MemorySegment request;
    private final ByteBuffer out;
    private final MemorySegment answers;
    private final ByteBuffer in;
    private int underWay;

    SocketArrivals(SocketChannel channel, Station station) throws IOException {
      this.channel = channel;
      this.payloadBytes = station.payloadBytes();
      this.wireBytes = UdsSocket.wireBytes(payloadBytes);
      this.most = station.inFlight();
      this.request = UdsSocket.buffer(wireBytes);
      this.out = request.asByteBuffer().limit(0);
      this.answers = UdsSocket.buffer(Math.max(READ_BYTES, wireBytes));
      this.in = answers.asByteBuffer();
      var ignored = channel.configureBlocking(false);
    }

    @Override
    public boolean trySend(long number) throws IOException {
      if (underWay == most || !flush()) {
        return false;
      }
      Pattern.fill(request, 0, payloadBytes, Pattern.request(number));
      out.clear();
      underWay++;
      boolean ignored = flush();
      return true;
    }

    /** Writes what is left of the last request, as far as the kernel takes it. */
    private boolean flush() throws IOException {
      if (out.hasRemaining()) {
        channel.write(out);
      }
      return !out.hasRemaining();
    }

    @Override
    public int takeAnswers(long first) throws IOException {
      if (underWay == 0) {
        return 0;
      }
      boolean ignored = flush();
      if (channel.read(in) < 0) {
        throw new EOFException("the other side closed its socket");
      }
      int end = in.position();
      int from = 0;
      int taken = 0;
      for (; end - from >= wireBytes; from += wireBytes, taken++) {
        long number = first + taken;
        Pattern.check(answers, from, payloadBytes, Pattern.reply(number), number);
      }
      if (from > 0) {
        in.flip().position(from);
        in.compact();
      }
      underWay -= taken;
      return taken;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
