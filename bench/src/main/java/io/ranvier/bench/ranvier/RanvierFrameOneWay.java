package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.Server;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.LaneOptions;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * One-way frames of this engine, from a client to a server; each frame is published by itself.
 *
 * <p>The server runs in the measured thread's own loop ({@link Server#doWork}).
 */
public sealed class RanvierFrameOneWay implements OneWayContender {
  private final String name;
  private final UnaryOperator<LaneOptions> lane;

  /** Frames with default settings. */
  public RanvierFrameOneWay() {
    this("ranvier-frames", UnaryOperator.identity());
  }

  private RanvierFrameOneWay(String name, UnaryOperator<LaneOptions> lane) {
    this.name = name;
    this.lane = lane;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Sink openSink(Station station) {
    return new RanvierSink(station);
  }

  @Override
  public Source openSource(Station station) {
    return new RanvierSource(station, lane);
  }

  /**
   * Frames through a ring of 16 MiB, as long as a term of Aeron's here: longer than the caches that
   * a core has for itself. A line that comes around again then lies in the cache that cores share
   * and no longer in the reader's own, so that its writer gets it sooner.
   */
  public static final class LongRing extends RanvierFrameOneWay {
    private static final int CELLS = (16 << 20) / 64;

    /** For the children. */
    public LongRing() {
      super("ranvier-frames-16m", lane -> lane.withRingCells(CELLS).withExclusiveRings(1));
    }
  }

  private static final class RanvierSource implements Source {
    private final int payloadBytes;
    private final Connection connection;
    private final RanvierOutlet outlet;

    RanvierSource(Station station, UnaryOperator<LaneOptions> lane) {
      this.payloadBytes = station.payloadBytes();
      this.connection = RanvierLink.connect(station, lane);
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
