package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.Server;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.RoundTripContender;
import io.ranvier.bench.contender.Station;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Round trips of this engine: a client's frame, a server's frame back.
 *
 * <p>The server runs in the measured thread's own loop ({@link Server#doWork}). Spinning threads
 * poll; parked ones wait at the doorbell and never spin.
 */
public final class RanvierFrameRoundTrip implements RoundTripContender {
  @Override
  public String name() {
    return "ranvier-frames";
  }

  @Override
  public Echo openEcho(Station station) {
    return new RanvierEcho(station);
  }

  @Override
  public Caller openCaller(Station station) {
    return new RanvierCaller(station);
  }

  private static final class RanvierCaller implements Caller {
    private final int requestBytes;
    private final int replyBytes;
    private final Connection connection;
    private final RanvierOutlet outlet;
    private final FrameHandler onReply = this::onReply;
    private long number;

    RanvierCaller(Station station) {
      this.requestBytes = station.payloadBytes();
      this.replyBytes = station.replyBytes();
      this.connection = RanvierLink.connect(station);
      this.outlet = new RanvierOutlet(connection.exclusiveSender());
    }

    @Override
    public void exchange(long number) throws IOException {
      this.number = number;
      outlet.send(requestBytes, Pattern.request(number));
      int received = connection.receive(onReply, 1, RanvierLink.TIMEOUT_NS);
      if (received != 1) {
        throw new IOException("no reply: number=%d, received=%d".formatted(number, received));
      }
    }

    private void onReply(Frame frame) {
      RanvierLink.check(frame, replyBytes, Pattern.reply(number), number);
    }

    @Override
    public long parks() {
      return RanvierLink.parks(connection);
    }

    @Override
    public void close() {
      outlet.close();
      connection.close();
    }
  }

  private static final class RanvierEcho implements Echo {
    private static final long NAP_NS = 100_000;

    private final int requestBytes;
    private final int replyBytes;
    private final HandlerFailure failure = new HandlerFailure();
    private final Server server;
    private volatile Connection connection;
    private RanvierOutlet outlet;

    /** The number of the next request; written by the polling thread, in the handler. */
    private long next;

    RanvierEcho(Station station) {
      this.requestBytes = station.payloadBytes();
      this.replyBytes = station.replyBytes();
      this.server = RanvierLink.listen(station, this::accept, failure);
    }

    private FrameHandler accept(Connection accepted) {
      outlet = new RanvierOutlet(accepted.exclusiveSender());
      connection = accepted;
      return this::onRequest;
    }

    private void onRequest(Frame frame) {
      long number = next++;
      RanvierLink.check(frame, requestBytes, Pattern.request(number), number);
      try {
        outlet.send(replyBytes, Pattern.reply(number));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void awaitCaller() {
      while (connection == null) {
        LockSupport.parkNanos(NAP_NS);
      }
    }

    @Override
    public void answer(long number) throws IOException {
      while (next <= number) {
        if (server.doWork() == 0 && !server.await(RanvierLink.TIMEOUT_NS)) {
          throw new IOException("no request came: number=" + next);
        }
        failure.rethrow();
      }
    }

    @Override
    public long parks() {
      return RanvierLink.parks(connection);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
