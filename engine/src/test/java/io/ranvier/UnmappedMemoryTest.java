package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.counter.Counter;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Claim;
import io.ranvier.lane.Sender;
import io.ranvier.metadata.Metadata;
import io.ranvier.routing.Reply;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.signal.Waiting;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections end while threads use everything that can be used of them: only typed failures come
 * out, and all who serve others live on.
 *
 * <p>To run it longer: {@code -Dranvier.test.unmapMs=60000}.
 */
@Timeout(120)
class UnmappedMemoryTest {
  private static final int SERVICE = 3;
  private static final int INLINE = 1;
  private static final int EXECUTED = 2;
  private static final int DEFERRED = 3;
  private static final int LARGE = 3_000;
  private static final int MAX_AT_WORK = 64;
  private static final long SHORT_NS = 2_000_000;
  private static final long RUN_NS =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("ranvier.test.unmapMs", 3_000));
  private static final Metadata LARGE_METADATA = Metadata.empty().with("k", "v".repeat(LARGE));

  private final Queue<Throwable> raw = new ConcurrentLinkedQueue<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final MemorySegment payload = Arena.ofAuto().allocate(LARGE);
  private volatile Connection client;
  private volatile Connection server;
  private volatile boolean over;

  enum End {
    BY_CLIENT,
    BY_SERVER,
    BY_BOTH
  }

  /** What a thread does with one side of a connection. */
  @FunctionalInterface
  private interface Use {
    void of(Connection connection) throws Exception;
  }

  // verifies L4
  @Test
  void onlyTypedFailuresComeOut() throws Exception {
    List<Use> uses =
        List.of(
            this::callsAndWaits,
            this::callsExclusively,
            this::callsByFuture,
            this::callsWithLargeMetadata,
            this::callsAndCloses,
            this::opensVirtually,
            this::sendsFrames,
            this::sendsExclusively,
            this::looks);
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> raw.add(failure));
    try (Pair pair = new Pair();
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      pair.serveCalls(builder -> {
        builder
            .maxAtWork(MAX_AT_WORK)
            .onVirtual(offer -> {
              var ignored = offer.accept(VirtualOptions.defaults().withMetadata(LARGE_METADATA));
            });
        builder.handler(SERVICE, INLINE, UnmappedMemoryTest::echo);
        builder.handler(SERVICE, EXECUTED, workers, UnmappedMemoryTest::echo);
        builder.handler(
            SERVICE, DEFERRED, (request, responder) -> defer(request, responder, workers));
      });
      Services own =
          Services.builder()
              .maxAtWork(MAX_AT_WORK)
              .handler(SERVICE, INLINE, UnmappedMemoryTest::echo)
              .handler(SERVICE, EXECUTED, workers, UnmappedMemoryTest::echo)
              .handler(
                  SERVICE, DEFERRED, (request, responder) -> defer(request, responder, workers))
              .build();
      Dispatcher dispatcher = new Dispatcher(Waiting.adaptive(), this::record);
      next(pair, dispatcher, own);
      List<Thread> threads = new ArrayList<>();
      threads.add(Thread.ofPlatform().start(() -> dispatch(dispatcher)));
      for (int i = 0; i < 3; i++) {
        threads.add(Thread.ofPlatform().start(() -> use(uses)));
        threads.add(Thread.ofVirtual().start(() -> use(uses)));
      }
      int rounds = 0;
      for (long startNs = System.nanoTime(); System.nanoTime() - startNs < RUN_NS; rounds++) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(5_000_000));
        end(End.values()[rounds % End.values().length]);
        next(pair, dispatcher, own);
      }
      over = true;
      dispatcher.wakeUp();
      for (Thread thread : threads) {
        thread.join();
      }
      pair.failures.forEach(this::record);
      System.out.printf("UnmappedMemoryTest rounds=%d done=%s refused=%s%n", rounds, done, refused);
      assertEquals(List.of(), raw.stream().map(UnmappedMemoryTest::text).toList());
      assertTrue(done.get() > rounds && refused.get() > rounds, "rounds=" + rounds);
      servesOn(pair);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** All that could be at work still can be: nothing was lost with the connections. */
  private static void servesOn(Pair pair) {
    Connection last = pair.connect();
    for (int round = 0; round < 2; round++) {
      List<Call> calls = new ArrayList<>();
      for (int i = 0; i < MAX_AT_WORK; i++) {
        Call call = last.call(SERVICE, EXECUTED, 8);
        call.send();
        calls.add(call);
      }
      for (Call call : calls) {
        assertEquals(8, call.awaitNs(Pair.LONG_NS).payload().capacity());
        call.close();
      }
      Pair.await("none at work", () -> last.session().outboundCalls().inFlight() == 0);
    }
  }

  private static void echo(Request request, Responder responder) {
    boolean ignored = request.isCancelled();
    Metadata metadata = request.metadata();
    boolean told = responder.with(metadata).reply(request.payload());
  }

  private static void defer(Request request, Responder responder, ExecutorService workers) {
    int length = request.payload().capacity();
    Responder later = responder.defer();
    later.onCancel(() -> {});
    workers.execute(() -> {
      try (later) {
        boolean ignored = later.isCancelled();
        var claimed = later.claim(length);
        boolean told = later.send();
      }
    });
  }

  private void next(Pair pair, Dispatcher dispatcher, Services own) throws Exception {
    Connection connected = pair.connect();
    connected.serve(own, this::record);
    connected.onVirtual(offer -> {
      var ignored = offer.accept(VirtualOptions.defaults());
    });
    server = pair.nextAccepted();
    client = connected;
    dispatcher.add(connected, frame -> {});
  }

  private void end(End end) throws InterruptedException {
    switch (end) {
      case BY_CLIENT -> client.close();
      case BY_SERVER -> server.close();
      case BY_BOTH -> {
        Thread other = Thread.ofPlatform().start(server::close);
        client.close();
        other.join();
      }
    }
  }

  private void dispatch(Dispatcher dispatcher) {
    while (!over) {
      try {
        if (dispatcher.poll(16) == 0) {
          boolean ignored = dispatcher.await(SHORT_NS);
        }
      } catch (RanvierException e) {
        record(e);
        boolean ignored = Thread.interrupted();
      }
    }
  }

  private void use(List<Use> uses) {
    while (!over) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      Connection connection = random.nextBoolean() ? client : server;
      try {
        uses.get(random.nextInt(uses.size())).of(connection);
        done.incrementAndGet();
      } catch (InterruptedException e) {
        refused.incrementAndGet();
      } catch (Throwable t) {
        record(t);
      }
      // To unmap what a thread reads sets that thread's interrupt status: the JVM does so.
      boolean ignored = Thread.interrupted();
    }
  }

  /** Keeps what is not typed. */
  private void record(Throwable failure) {
    if (failure instanceof RanvierException) {
      refused.incrementAndGet();
    } else if (raw.size() < 5) {
      raw.add(failure);
    }
  }

  private static String text(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static int anyMethod() {
    return 1 + ThreadLocalRandom.current().nextInt(3);
  }

  private static int anyLength() {
    return ThreadLocalRandom.current().nextBoolean() ? 8 : LARGE;
  }

  private void callsAndWaits(Connection connection) {
    try (Call call = connection.call(SERVICE, anyMethod(), anyLength())) {
      call.within(1_000_000_000).send();
      boolean ignored = call.isDone();
      Reply reply = call.awaitNs(SHORT_NS);
      var metadata = call.replyMetadata();
    }
  }

  private void callsExclusively(Connection connection) {
    try (Caller caller = connection.exclusiveCaller()) {
      Call call = caller.newCall();
      for (int i = 0; i < 10; i++) {
        call.open(SERVICE, anyMethod(), anyLength(), SHORT_NS);
        call.send();
        try {
          Reply reply = call.awaitNs(SHORT_NS);
        } finally {
          call.close();
        }
      }
    }
  }

  private void callsByFuture(Connection connection) throws Exception {
    Call call = connection.call(SERVICE, anyMethod(), anyLength());
    var future =
        call.within(1_000_000_000)
            .sendAsync(reply -> {
              var metadata = call.replyMetadata();
              return reply.payload().capacity() == 0 ? 0 : reply.payload().getByte(0);
            });
    try {
      var ignored = future.get(1, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      record(e.getCause());
    } catch (TimeoutException e) {
      future.cancel(false);
    }
  }

  private void callsWithLargeMetadata(Connection connection) {
    try (Caller caller = connection.sharedCaller()) {
      Call call = caller.newCall().with(LARGE_METADATA);
      call.open(SERVICE, anyMethod(), 8, SHORT_NS);
      try (call) {
        call.send();
        Reply reply = call.awaitNs(SHORT_NS);
        var metadata = call.replyMetadata();
      }
    }
  }

  private void callsAndCloses(Connection connection) {
    try (Caller caller = connection.sharedCaller()) {
      Call call = caller.newCall();
      for (int i = 0; i < 20; i++) {
        if (call.tryOpen(SERVICE, anyMethod(), anyLength()) == 0) {
          long ignored = call.trySend();
          call.close();
        }
      }
    }
  }

  private void opensVirtually(Connection connection) {
    VirtualOptions options = VirtualOptions.defaults().withMetadata(LARGE_METADATA);
    try (VirtualConnection virtual = connection.openVirtual(options, SHORT_NS);
        Call call = virtual.call(SERVICE, INLINE, 8)) {
      call.send();
      Reply reply = call.awaitNs(SHORT_NS);
    }
  }

  private void sendsFrames(Connection connection) {
    try (Sender sender = connection.sharedSender();
        Claim claim = new Claim()) {
      for (int i = 0; i < 20; i++) {
        long ignored = sender.trySend(1, payload, 0, anyLength());
        if (sender.tryClaim(LARGE, claim) == 0) {
          ignored = claim.publish(1);
          claim.abort();
        }
      }
      long ignored = sender.send(1, payload, 0, LARGE, SHORT_NS);
    }
  }

  private void sendsExclusively(Connection connection) {
    try (Sender sender = connection.exclusiveSender()) {
      var batch = sender.newBatch();
      boolean added = batch.add(1, payload, 0, 8);
      long ignored = batch.publish(SHORT_NS);
    }
  }

  private void looks(Connection connection) {
    int inFlight = connection.session().outboundCalls().inFlight();
    var text = connection.toString();
    var end = connection.end();
    long count = connection.counters().get(Counter.WAKES);
  }
}
