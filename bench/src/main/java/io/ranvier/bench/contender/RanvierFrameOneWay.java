package io.ranvier.bench.contender;

import io.ranvier.Connection;
import io.ranvier.Server;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import java.io.IOException;

/**
 * One-way frames of this engine, from a client to a server; each frame is published by itself.
 *
 * <p>The server runs in the measured thread's own loop ({@link Server#doWork}).
 */
public final class RanvierFrameOneWay implements OneWayContender {
  @Override
  public String name() {
    return "ranvier-frames";
  }

  @Override
  public Sink openSink(Station station) {
    return new RanvierSink(station);
  }

  @Override
  public Source openSource(Station station) {
    return new RanvierSource(station);
  }

  private static final class RanvierSource implements Source {
    private final int payloadBytes;
    private final Connection connection;
    private final RanvierOutlet outlet;

    RanvierSource(Station station) {
      this.payloadBytes = station.payloadBytes();
      this.connection = RanvierLink.connect(station);
      this.outlet = new RanvierOutlet(connection.exclusiveSender());
    }

    @Override
    public void send(long number) throws IOException {
      outlet.send(payloadBytes, Pattern.request(number));
    }

    @Override
    public void close() {
      outlet.close();
      connection.close();
    }
  }

  private static final class RanvierSink implements Sink {
    private final int payloadBytes;
    private final HandlerFailure failure = new HandlerFailure();
    private final Server server;

    /** The number of the next message; written by the polling thread, in the handler. */
    private long next;

    RanvierSink(Station station) {
      this.payloadBytes = station.payloadBytes();
      this.server = RanvierLink.listen(station, this::accept, failure);
    }

    private FrameHandler accept(Connection accepted) {
      return this::onMessage;
    }

    private void onMessage(Frame frame) {
      long number = next++;
      RanvierLink.check(frame, payloadBytes, Pattern.request(number), number);
    }

    /** The server has a limit of its own for frames in a row, which is smaller. */
    @Override
    public int take(long first, int limit) throws IOException {
      int taken = server.doWork();
      failure.rethrow();
      if (taken == 0 && !server.await(RanvierLink.TIMEOUT_NS)) {
        throw new IOException("no message came: number=" + next);
      }
      return taken;
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
