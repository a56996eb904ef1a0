package io.ranvier;

import io.ranvier.broadcast.Start;
import io.ranvier.broadcast.Subscription;
import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.channel.OfferedChannels;
import io.ranvier.channel.Rx;
import io.ranvier.channel.Tx;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Frame;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
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
  static final int MAX_BYTES = 20_000;

  private static final long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long CALM_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long JOIN_MS = 20_000;
  private static final Executor VIRTUAL = Thread::startVirtualThread;

  private final Connection connection;
  private final FuzzReport report;
  private final boolean calm;
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  private FuzzSide(Connection connection, FuzzReport report, boolean calm) {
    this.connection = connection;
    this.report = report;
    this.calm = calm;
  }

  /** Serves on a connection, and does nothing else with it. */
  static FuzzSide serve(Connection connection, FuzzReport report) {
    FuzzSide side = new FuzzSide(connection, report, true);
    connection.serve(side.services(), failure -> report.failed("handler", connection, failure));
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
    connection.serve(side.services(), failure -> report.failed("handler", connection, failure));
    connection.onVirtual(offer -> {
      var ignored = offer.accept(VirtualOptions.defaults().withServices(side.services()));
    });
    side.platform("calls", side.calls(random.split(), false));
    side.platform("exclusive calls", side.calls(random.split(), true));
    side.virtual("virtual calls", side.calls(random.split(), false));
    side.virtual("futures", side.futures(random.split()));
    side.platform("frames", side.frames(random.split(), true));
    side.virtual("virtual frames", side.frames(random.split(), false));
    side.platform("channels", side.channels(random.split()));
    side.virtual("virtual channels", side.channels(random.split()));
    side.virtual("virtual connections", side.virtualConnections(random.split()));
    for (String feed : feeds) {
      side.platform("feed", side.feed(feed, random.split()));
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
            handled = connection.receive(FuzzSide::onFrame, 64, WAIT_NS);
          }
        });
  }

  static void onFrame(Frame frame) {
    look(frame.payload());
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

  private Services services() {
    return Services.builder()
        .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload()))
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
              look(request.payload());
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
        virtual("taken tx", () -> send(tx, new SplittableRandom()));
      } else {
        Rx rx = channels.rx(i);
        virtual("taken rx", () -> receive(rx, new SplittableRandom()));
      }
    }
    boolean ignored = responder.reply(request.payload());
  }

  private FuzzReport.Step calls(SplittableRandom random, boolean exclusive) {
    return () -> {
      try (Caller caller = exclusive ? connection.exclusiveCaller() : connection.sharedCaller()) {
        Deque<Call> sent = new ArrayDeque<>();
        while (lives()) {
          report.guarded("call", connection, () -> call(caller, random, sent));
        }
        sent.forEach(Call::close);
      }
    };
  }

  private void call(Caller caller, SplittableRandom random, Deque<Call> sent) {
    Call call = caller.newCall();
    boolean kept = false;
    try {
      int length = length(random);
      int method = 1 + random.nextInt(6);
      if (random.nextInt(8) == 0) {
        call.with(Metadata.empty().with("key", random.nextLong()));
      }
      call.open(SERVICE, method, length, caller.isExclusive() ? 0 : WAIT_NS);
      fill(call.request(), length);
      call.within(WAIT_NS).send();
      if (random.nextInt(4) == 0 && sent.size() < 16) {
        sent.add(call);
        kept = true;
      } else if (random.nextInt(8) != 0) {
        look(call.awaitNs(WAIT_NS).payload());
        look(call.replyMetadata().toString());
      }
    } finally {
      if (!kept) {
        call.close();
      }
    }
    if (!sent.isEmpty() && random.nextInt(4) == 0) {
      try (Call older = sent.poll()) {
        look(older.awaitNs(WAIT_NS).payload());
      }
    }
  }

  private FuzzReport.Step futures(SplittableRandom random) {
    return () -> {
      try (Caller caller = connection.sharedCaller()) {
        while (lives()) {
          report.guarded(
              "future",
              connection,
              () -> {
                int length = length(random);
                Call call = caller.call(SERVICE, 1 + random.nextInt(4), length, WAIT_NS);
                fill(call.request(), length);
                try {
                  var ignored =
                      call.within(WAIT_NS)
                          .sendAsync(reply -> look(reply.payload()))
                          .get(JOIN_MS, TimeUnit.MILLISECONDS);
                } catch (ExecutionException e) {
                  report.failed("future", connection, e.getCause());
                }
              });
        }
      }
    };
  }

  private FuzzReport.Step frames(SplittableRandom random, boolean exclusive) {
    return () -> {
      try (Arena arena = Arena.ofConfined();
          Sender sender = exclusive ? connection.exclusiveSender() : connection.sharedSender()) {
        MemorySegment source = arena.allocate(MAX_BYTES, 8);
        while (lives()) {
          report.guarded(
              "frame",
              connection,
              () -> {
                long status = sender.send(1, source, 0, length(random), WAIT_NS);
                check(status);
                pause(random);
              });
        }
      }
    };
  }

  private FuzzReport.Step channels(SplittableRandom random) {
    return () -> {
      try (Caller caller = connection.sharedCaller()) {
        while (lives()) {
          report.guarded("channels", connection, () -> openChannels(caller, random));
        }
      }
    };
  }

  private void openChannels(Caller caller, SplittableRandom random) {
    try (Call call = caller.newCall()) {
      Tx tx = random.nextBoolean() ? call.openTx(random.nextInt(20)) : null;
      try {
        Rx rx = random.nextBoolean() ? call.openRx(random.nextInt(20)) : null;
        try {
          call.open(SERVICE, random.nextInt(4) == 0 ? LEAVE : TAKE, 64, WAIT_NS);
          call.within(WAIT_NS).send();
          if (random.nextBoolean()) {
            look(call.awaitNs(WAIT_NS).payload());
          }
          if (tx != null) {
            send(tx, random);
          }
          if (rx != null) {
            receive(rx, random);
          }
        } finally {
          if (rx != null) {
            rx.close();
          }
        }
      } finally {
        if (tx != null) {
          tx.close();
        }
      }
    }
  }

  private void send(Tx tx, SplittableRandom random) {
    report.guarded(
        "tx",
        connection,
        () -> {
          try (tx;
              Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocate(MAX_BYTES, 8);
            long status = 0;
            for (int i = random.nextInt(40); i > 0 && status >= 0 && lives(); i--) {
              status = tx.send(source, 0, length(random), WAIT_NS);
              check(status);
            }
            look(tx.resetMetadata().toString());
            if (random.nextBoolean()) {
              tx.close(Metadata.empty().with("the", "end"));
            }
          }
        });
  }

  private void receive(Rx rx, SplittableRandom random) {
    report.guarded(
        "rx",
        connection,
        () -> {
          try (rx) {
            int status = 0;
            for (int i = random.nextInt(20); i > 0 && status >= 0 && lives(); i--) {
              status = rx.receive(FuzzSide::look, 10, WAIT_NS);
              check(status);
              if (status == 0) {
                break;
              }
            }
            look(rx.endMetadata().toString());
            if (random.nextBoolean()) {
              rx.reset(Metadata.empty().with("no", "more"));
            }
          }
        });
  }

  private FuzzReport.Step virtualConnections(SplittableRandom random) {
    return () -> {
      while (lives()) {
        report.guarded(
            "virtual",
            connection,
            () -> {
              VirtualOptions options = VirtualOptions.defaults().withServices(services());
              try (VirtualConnection opened = connection.openVirtual(options, WAIT_NS)) {
                look(opened.toString());
                pause(random);
              }
            });
        pause(random);
      }
    };
  }

  private FuzzReport.Step feed(String name, SplittableRandom random) {
    return () -> {
      while (lives()) {
        report.guarded(
            "feed",
            connection,
            () -> {
              Start start = random.nextBoolean() ? Start.OLDEST : Start.LATEST;
              try (Subscription feed = connection.subscribe(name, start, WAIT_NS)) {
                int status = 0;
                for (int i = random.nextInt(200); i > 0 && status >= 0 && lives(); i--) {
                  status = feed.receive((_, item) -> look(item), 100, WAIT_NS);
                  check(status);
                }
              }
            });
      }
    };
  }

  private boolean lives() {
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

  private static void pause(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      LockSupport.parkNanos(random.nextInt(200_000));
    }
  }

  private static int length(SplittableRandom random) {
    return random.nextInt(random.nextInt(4) == 0 ? MAX_BYTES : 200);
  }

  private static void fill(SegmentBuffer buffer, int length) {
    if (buffer.capacity() != length) {
      throw new AssertionError("claimed %d, got %d".formatted(length, buffer.capacity()));
    }
    buffer.setMemory(0, length, (byte) 7);
  }

  /** Reads all of it. */
  static int look(SegmentBuffer buffer) {
    if (buffer.capacity() < 0) {
      throw new AssertionError("capacity=" + buffer.capacity());
    }
    int sum = 0;
    for (int i = 0; i < buffer.capacity(); i += 16) {
      sum += buffer.getByte(i);
    }
    return sum;
  }

  private static void look(String text) {
    if (text == null) {
      throw new AssertionError("null");
    }
  }

  /** Statuses have names. */
  private static void check(long status) {
    if (status < Status.EVICTED) {
      throw new AssertionError("status " + status);
    }
  }

  /** Returns why a connection ended, in one word, or ALIVE. */
  static String end(Connection connection) {
    return connection.end().map(FuzzSide::word).orElse("ALIVE");
  }

  private static String word(ConnectionEnd end) {
    String code = end.code().name();
    return isLegalEnd(code) ? code : code + "(" + end.reason().replace(' ', '_') + ")";
  }

  static boolean isLegalEnd(String end) {
    return end.equals("ALIVE")
        || end.equals(ErrorCode.PROTOCOL_ERROR.name())
        || end.equals(ErrorCode.CONNECTION_CLOSED.name());
  }
}
