package io.ranvier.bench.ranvier;

import io.ranvier.Connection;
import io.ranvier.Server;
import io.ranvier.bench.contender.OneWayContender;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.channel.ItemHandler;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.lane.Status;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import java.io.IOException;

/**
 * Items of a channel of this engine, from a client to a server: each is claimed, written where it
 * is read, published by itself, and checked where it lies. {@link ChannelSize} says how the channel
 * is laid out.
 *
 * <p>The channel is opened with a call; the server answers it in the measured thread, which then
 * only polls the channel.
 */
public final class RanvierItemOneWay implements OneWayContender {
  @Override
  public String name() {
    return "ranvier";
  }

  @Override
  public Sink openSink(Station station) {
    return new ItemSink(station);
  }

  @Override
  public Source openSource(Station station) {
    return new ItemSource(station);
  }

  private static final class ItemSource implements Source {
    private final int payloadBytes;
    private final Connection connection;
    private final Tx tx;

    ItemSource(Station station) {
      this.payloadBytes = station.payloadBytes();
      ChannelSize size = ChannelSize.of(payloadBytes);
      this.connection = RanvierLink.connect(station, size.options());
      try (Call call = connection.sharedCaller().newCall()) {
        this.tx = call.openTx(size.window());
        call.open(RanvierLink.SERVICE, RanvierLink.METHOD, 0, RanvierLink.TIMEOUT_NS);
        call.send();
        var ignored = call.awaitNs(RanvierLink.TIMEOUT_NS);
      }
    }

    @Override
    public void send(long number) throws IOException {
      Tx tx = this.tx;
      long status = tx.claim(payloadBytes, RanvierLink.TIMEOUT_NS);
      if (status >= 0) {
        SegmentBuffer item = tx.item();
        Pattern.fill(item.segment(), item.segmentOffset(), payloadBytes, Pattern.request(number));
        status = tx.publish();
      }
      if (status < 0) {
        throw new IOException("the channel failed: status=" + Status.name(status));
      }
    }

    @Override
    public void close() {
      tx.close();
      connection.close();
    }
  }

  private static final class ItemSink implements Sink {
    private final int payloadBytes;
    private final HandlerFailure failure = new HandlerFailure();
    private final Server server;
    private final ItemHandler handler = this::onItem;
    private Rx rx;
    private long next;

    ItemSink(Station station) {
      this.payloadBytes = station.payloadBytes();
      this.server = RanvierLink.serve(station, this::onCall, accepted -> {}, failure);
    }

    private void onCall(Request request, Responder responder) {
      rx = request.channels().rx(0);
      responder.reply(request.payload());
    }

    private void onItem(SegmentBuffer item) {
      long number = next++;
      RanvierLink.check(item, payloadBytes, Pattern.request(number), number);
    }

    @Override
    public void awaitSource() throws IOException {
      while (rx == null) {
        if (server.doWork() == 0 && !server.await(RanvierLink.TIMEOUT_NS)) {
          throw new IOException("no channel came");
        }
        failure.rethrow();
      }
    }

    @Override
    public int take(long first, int limit) throws IOException {
      int taken = rx.receive(handler, limit, RanvierLink.TIMEOUT_NS);
      if (taken <= 0) {
        throw new IOException("no item came: number=%d, status=%s".formatted(next, name(taken)));
      }
      return taken;
    }

    private static String name(int status) {
      return status == 0 ? "TIMED_OUT" : Status.name(status);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
