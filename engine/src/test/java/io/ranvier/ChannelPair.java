package io.ranvier;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ranvier.call.Call;
import io.ranvier.channel.OfferedChannels;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.ChannelOptions;
import io.ranvier.lane.LaneOptions;
import io.ranvier.service.Request;
import io.ranvier.testing.Pair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client and a server whose handlers put the channels of each call where a test takes them. */
final class ChannelPair implements AutoCloseable {
  static final int SERVICE = 7;
  static final int TAKE = 1;
  static final int LEAVE = 2;
  static final ConnectionOptions OPTIONS = options(ChannelOptions.defaults().withCount(8));

  final Pair pair = new Pair();
  final BlockingQueue<AutoCloseable> taken = new LinkedBlockingQueue<>();
  final Connection client;
  final Connection server;
  private final MemorySegment item = Arena.ofAuto().allocate(8, 8);

  ChannelPair() throws InterruptedException {
    this(OPTIONS);
  }

  /** Both sides get the same options. */
  ChannelPair(ConnectionOptions connection) throws InterruptedException {
    ServerOptions options = pair.serverOptions().withConnection(connection);
    var ignored =
        pair.serveCalls(
            options,
            builder ->
                builder
                    .handler(
                        SERVICE,
                        TAKE,
                        (request, responder) -> {
                          take(request);
                          responder.reply(request.payload());
                        })
                    .handler(
                        SERVICE,
                        LEAVE,
                        (request, responder) -> responder.reply(request.payload())));
    client = pair.connect(connection);
    server = pair.nextAccepted();
  }

  static ConnectionOptions options(ChannelOptions channels) {
    return ConnectionOptions.defaults().withOutbound(LaneOptions.defaults().withChannels(channels));
  }

  /** A channel with both its ends in this process. */
  record Ends(Tx tx, Rx rx) implements AutoCloseable {
    @Override
    public void close() {
      rx.close();
      tx.close();
    }
  }

  /** Opens a channel on which the server sends. */
  Ends feed(int window) throws InterruptedException {
    try (Call call = client.sharedCaller().newCall()) {
      Rx rx = call.openRx(window);
      perform(call, TAKE);
      return new Ends((Tx) next(), rx);
    }
  }

  /** Opens a channel on which the client sends. */
  Ends orders(int window) throws InterruptedException {
    try (Call call = client.sharedCaller().newCall()) {
      Tx tx = call.openTx(window);
      perform(call, TAKE);
      return new Ends(tx, (Rx) next());
    }
  }

  static void perform(Call call, int method) {
    call.open(SERVICE, method, 0);
    call.send();
    assertEquals(0, call.awaitNs(Pair.LONG_NS).payload().capacity());
  }

  AutoCloseable next() throws InterruptedException {
    AutoCloseable end = taken.poll(20, TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("no channel was taken");
    }
    return end;
  }

  /** Sends one number, without waiting. */
  long trySend(Tx tx, long number) {
    item.set(JAVA_LONG, 0, number);
    return tx.trySend(item, 0, 8);
  }

  /** Takes what is there now, as numbers. */
  static List<Long> poll(Rx rx, int limit) {
    List<Long> numbers = new ArrayList<>();
    int handled = rx.poll(item -> numbers.add(item.getLong(0)), limit);
    assertEquals(Math.max(handled, 0), numbers.size());
    return numbers;
  }

  /** Returns what a poll answers that finds nothing. */
  static int status(Rx rx) {
    return rx.poll(
        item -> {
          throw new AssertionError("an item of %d bytes".formatted(item.capacity()));
        },
        1);
  }

  void assertNothingIsOpen() {
    Pair.await("client's channels over", () -> client.session().channels().openCount() == 0);
    Pair.await("server's channels over", () -> server.session().channels().openCount() == 0);
  }

  @Override
  public void close() {
    pair.close();
  }

  private void take(Request request) {
    OfferedChannels channels = request.channels();
    for (int i = 0; i < channels.count(); i++) {
      taken.add(channels.isTx(i) ? channels.tx(i) : channels.rx(i));
    }
  }
}
