package io.ranvier.fuzz;

import io.ranvier.Connection;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.OfferedChannels;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Frame;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.virtual.VirtualOptions;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One side of a connection whose memory somebody damages: it uses all that a connection has, waits
 * for nothing longer than a moment, and believes nothing of what it gets.
 */
final class FuzzSide {
  static final int SERVICE = 3;
  static final int ECHO = 1;
  static final int ECHO_LATER = 2;
  static final int DEFER = 3;
  static final int TAKE = 4;
  static final int LEAVE = 5;

  /** What they send at most. */
  static final int MAX_BYTES = 20_000;

  /** What they have agreed on as the most. */
  static final int MAX_PAYLOAD = 24_000;

  /** The longest reply that lies in its own slot. */
  static final int REPLY_BYTES = 96;

  static final long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long CALM_NS = TimeUnit.MILLISECONDS.toNanos(5);
  static final long JOIN_MS = 20_000;
  private static final Executor VIRTUAL = Thread::startVirtualThread;

  private final Connection connection;
  private final FuzzReport report;
  private final boolean calm;
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final FuzzLook look;
  private final FuzzCalls calls;
  private final FuzzStreams streams;
  private volatile boolean over;

  private FuzzSide(Connection connection, FuzzReport report, boolean calm) {
    this.connection = connection;
    this.report = report;
    this.calm = calm;
    this.look = new FuzzLook(connection);
    this.calls = new FuzzCalls(this);
    this.streams = new FuzzStreams(this);
  }

  /** Serves on a connection, and does nothing else with it. */
  static FuzzSide serve(Connection connection, FuzzReport report) {
    FuzzSide side = new FuzzSide(connection, report, true);
    connection.serve(side.services(), (what, failure) -> report.failed(what, connection, failure));
    return side;
  }

  /**
   * Serves on a connection, and starts those who use it.
   *
   * @param calm whether they leave most of the processors to others
   */
  static FuzzSide start(
      Connection connection,
      FuzzReport report,
      boolean calm,
      SplittableRandom random,
      String... feeds) {
    FuzzSide side = new FuzzSide(connection, report, calm);
    connection.serve(side.services(), (what, failure) -> report.failed(what, connection, failure));
    connection.onVirtual(offer -> {
      var ignored = offer.accept(VirtualOptions.defaults().withServices(side.services()));
    });
    side.platform("calls", side.calls.calls(random.split(), false));
    side.platform("exclusive calls", side.calls.calls(random.split(), true));
    side.virtual("virtual calls", side.calls.calls(random.split(), false));
    side.virtual("futures", side.calls.futures(random.split()));
    side.platform("frames", side.calls.frames(random.split(), true));
    side.virtual("virtual frames", side.calls.frames(random.split(), false));
    side.platform("channels", side.streams.channels(random.split()));
    side.virtual("virtual channels", side.streams.channels(random.split()));
    side.virtual("virtual connections", side.streams.virtualConnections(random.split()));
    for (String feed : feeds) {
      side.platform("feed", side.streams.feed(feed, random.split()));
    }
    return side;
  }

  /** Polls the connection until it ends. */
  void startPoller() {
    platform(
        "poller",
        () -> {
          int handled = 0;
          while (handled >= 0 && !(over && connection.end().isPresent())) {
            handled = connection.receive(this::onFrame, 64, WAIT_NS);
          }
        });
  }

  void onFrame(Frame frame) {
    int ignored = look.payload(frame.payload());
  }

  Connection connection() {
    return connection;
  }

  FuzzReport report() {
    return report;
  }

  FuzzLook look() {
    return look;
  }

  /** Begins nothing any more. */
  void stop() {
    over = true;
  }

  /** Waits for all threads; says where one is that does not end. */
  void join() {
    long startNs = System.nanoTime();
    for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
      try {
        long leftMs = JOIN_MS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        thread.join(Math.max(1, leftMs));
      } catch (InterruptedException e) {
        report.wrong("join", e);
      }
      if (thread.isAlive()) {
        Throwable where = new AssertionError("does not end: " + thread.getName());
        where.setStackTrace(thread.getStackTrace());
        report.wrong(connection.toString(), where);
      }
    }
  }

  Services services() {
    return Services.builder()
        .handler(
            SERVICE,
            ECHO,
            (request, responder) -> {
              FuzzSlow.pay();
              boolean ignored = responder.reply(request.payload());
            })
        .handler(
            SERVICE,
            ECHO_LATER,
            VIRTUAL,
            (request, responder) -> responder.reply(request.payload()))
        .handler(SERVICE, DEFER, this::onDefer)
        .handler(SERVICE, TAKE, this::onTake)
        .handler(
            SERVICE,
            LEAVE,
            (request, responder) -> {
              int sum = look.payload(request.payload());
              var ignored =
                  responder.with(Metadata.empty().with("some", "words")).reply(request.payload());
            })
        .build();
  }

  private void onDefer(Request request, Responder responder) {
    int length = Math.min(MAX_BYTES, request.payload().capacity());
    Responder deferred = responder.defer();
    virtual(
        "deferred",
        () -> {
          try (deferred) {
            SegmentBuffer reply = deferred.claim(length);
            if (length > 0) {
              reply.putByte(length - 1, (byte) 1);
            }
            boolean ignored = deferred.send();
          }
        });
  }

  private void onTake(Request request, Responder responder) {
    OfferedChannels channels = request.channels();
    for (int i = 0; i < channels.count(); i++) {
      if (channels.isTx(i)) {
        Tx tx = channels.tx(i);
        virtual("taken tx", () -> streams.send(tx, new SplittableRandom()));
      } else {
        Rx rx = channels.rx(i);
        virtual("taken rx", () -> streams.receive(rx, new SplittableRandom()));
      }
    }
    boolean ignored = responder.reply(request.payload());
  }

  /** Returns whether to go on; makes a pause if it is to be a calm side. */
  boolean lives() {
    // An interrupt is what the JVM leaves with a thread that read the memory of a closed
    // connection.
    boolean ignored = Thread.interrupted();
    if (calm) {
      LockSupport.parkNanos(CALM_NS);
    }
    return !over && connection.end().isEmpty();
  }

  private void platform(String name, FuzzReport.Step step) {
    start(Thread.ofPlatform().daemon(), name, step);
  }

  private void virtual(String name, FuzzReport.Step step) {
    start(Thread.ofVirtual(), name, step);
  }

  private void start(Thread.Builder builder, String name, FuzzReport.Step step) {
    threads.add(builder.name(name).start(() -> report.guarded(name, connection, step)));
  }

  static void pause(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      LockSupport.parkNanos(random.nextInt(200_000));
    }
  }

  static int length(SplittableRandom random) {
    return random.nextInt(random.nextInt(4) == 0 ? MAX_BYTES : 200);
  }

  /** Returns why a connection ended, as code, colon and reason without blanks; or ALIVE. */
  static String end(Connection connection) {
    return connection.end().map(FuzzSide::words).orElse("ALIVE");
  }

  private static String words(ConnectionEnd end) {
    return end.code().name() + ":" + end.reason().replaceAll("\\s", "_");
  }

  /** Returns whether a connection may end so. */
  static boolean isLegalEnd(String end) {
    return end.equals("ALIVE")
        || end.startsWith(ErrorCode.PROTOCOL_ERROR.name())
        || end.startsWith(ErrorCode.CONNECTION_CLOSED.name());
  }
}
