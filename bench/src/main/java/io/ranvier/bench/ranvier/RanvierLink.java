package io.ranvier.bench.ranvier;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerBuilder;
import io.ranvier.ServerOptions;
import io.ranvier.bench.contender.ContentError;
import io.ranvier.bench.contender.Pattern;
import io.ranvier.bench.contender.Station;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.lane.ChannelOptions;
import io.ranvier.lane.Frame;
import io.ranvier.lane.FrameHandler;
import io.ranvier.lane.LaneOptions;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.CallHandler;
import io.ranvier.signal.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.agrona.BitUtil;

/**
 * What this engine's contenders share: default settings but for the way of waiting and, where more
 * calls are under way than are usual, for slots and rings that have room for them; messages are
 * read and checked where they lie.
 */
final class RanvierLink {
  /** A wait that takes longer is a failure. */
  static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

  /** Requests and replies of up to so many bytes are copied as they are sent. */
  static final int SHORT_BYTES = 256;

  static final int SERVICE = 1;
  static final int METHOD = 1;

  /**
   * A long reply for which there is no payload slot yet lies in direct memory until there is one. A
   * JVM allows itself as much of that as it has heap, and children of the rig have little.
   */
  static final List<String> CALL_JVM_FLAGS = List.of("-XX:MaxDirectMemorySize=8g");

  private static final String ENDPOINT = "bench";

  private RanvierLink() {}

  /** Opens a server of frames. */
  static Server listen(
      Station station, Function<Connection, FrameHandler> handler, HandlerFailure failure) {
    ServerOptions options =
        ServerOptions.defaults().withRoot(root(station)).withConnection(connection(station));
    return Ranvier.listen(ENDPOINT, options).onConnection(handler).onFailure(failure).open();
  }

  /** Opens a server of calls of one method. */
  static Server serve(
      Station station,
      CallHandler handler,
      Consumer<Connection> onConnection,
      HandlerFailure failure) {
    return serve(station, List.of(handler), onConnection, failure);
  }

  /** Opens a server of calls: its methods are numbered from {@link #METHOD}. */
  static Server serve(
      Station station,
      List<CallHandler> handlers,
      Consumer<Connection> onConnection,
      HandlerFailure failure) {
    ServerOptions options =
        ServerOptions.defaults().withRoot(root(station)).withConnection(connection(station));
    ServerBuilder builder = Ranvier.listen(ENDPOINT, options);
    for (int i = 0; i < handlers.size(); i++) {
      builder.handler(SERVICE, METHOD + i, handlers.get(i));
    }
    return builder
        .onConnection(accepted -> {
          onConnection.accept(accepted);
          return frame -> {};
        })
        .onFailure(failure)
        .open();
  }

  /** Connects to a server that may open a little later. */
  static Connection connect(Station station) {
    return connect(station, connection(station));
  }

  /** Connects with channels of that layout. */
  static Connection connect(Station station, ChannelOptions channels) {
    return connect(station, lane -> lane.withChannels(channels));
  }

  /** Connects with a layout of the caller's own for what it sends. */
  static Connection connect(Station station, UnaryOperator<LaneOptions> outbound) {
    ConnectionOptions options = connection(station);
    return connect(station, options.withOutbound(outbound.apply(options.outbound())));
  }

  private static Connection connect(Station station, ConnectionOptions options) {
    return Ranvier.connect(
        ENDPOINT,
        ClientOptions.defaults()
            .withRoot(root(station))
            .withServerWaitNs(TIMEOUT_NS)
            .withConnectTimeoutNs(TIMEOUT_NS)
            .withConnection(options));
  }

  /** Returns how often the polling thread of that side slept. */
  static long parks(Connection connection) {
    return connection.counters().get(Counter.PARKS);
  }

  /** Returns how often threads of that side slept for replies. */
  static long callerParks(Connection connection) {
    return connection.counters().get(Counter.SENDER_PARKS);
  }

  /** Makes one call on a connection that makes few: its reply is checked where it lies. */
  static void call(Connection connection, int method, int length, long number) {
    try (Call call = connection.call(SERVICE, method, length)) {
      SegmentBuffer request = call.request();
      Pattern.fill(request.segment(), request.segmentOffset(), length, Pattern.request(number));
      call.within(TIMEOUT_NS).send();
      check(call.awaitNs(TIMEOUT_NS).payload(), length, Pattern.reply(number), number);
    }
  }

  /** Returns the files of the connections that are open, as they lie beside the server's own. */
  static List<Path> regions(Station station) throws IOException {
    List<Path> regions = new ArrayList<>();
    try (var files = Files.newDirectoryStream(root(station).resolve(ENDPOINT), "region-*")) {
      files.forEach(regions::add);
    }
    return regions;
  }

  /** Checks a received request or reply where it lies. */
  static void check(SegmentBuffer payload, int length, long seed, long number) {
    check(payload, length, length, seed, number);
  }

  /** Checks the length of a received request or reply, and its first bytes. */
  static void check(SegmentBuffer payload, int length, int lookedAt, long seed, long number) {
    if (payload.capacity() != length) {
      throw new ContentError(
          "wrong message: number=%d, length=%d".formatted(number, payload.capacity()));
    }
    Pattern.check(payload.segment(), payload.segmentOffset(), lookedAt, seed, number);
  }

  /** Checks a received message where it lies. */
  static void check(Frame frame, int length, long seed, long number) {
    if (frame.length() != length || frame.method() != METHOD) {
      throw new ContentError(
          "wrong frame: number=%d, length=%d, method=%d"
              .formatted(number, frame.length(), frame.method()));
    }
    Pattern.check(frame.payload().segment(), frame.payload().segmentOffset(), length, seed, number);
  }

  static Waiting waiting(Station station) {
    return switch (station.waitMode()) {
      case SPIN -> Waiting.spin();
      case PARK -> Waiting.park();
    };
  }

  private static ConnectionOptions connection(Station station) {
    CallOptions calls = CallOptions.defaults();
    int inFlight = Math.max(calls.inFlight(), station.inFlight());
    LaneOptions lane = ConnectionOptions.defaults().outbound();
    int ringCells = BitUtil.findNextPositivePowerOfTwo(2 * station.inFlight());
    return ConnectionOptions.defaults()
        .withOutbound(lane.withRingCells(Math.max(lane.ringCells(), ringCells)))
        .withWaiting(waiting(station))
        .withCalls(calls.withInFlight(inFlight).withServed(Math.max(calls.served(), inFlight)));
  }

  private static Path root(Station station) {
    return station.directory().resolve("root");
  }
}
