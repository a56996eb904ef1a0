package io.ranvier;

import static io.ranvier.ConnectionUses.DEFERRED;
import static io.ranvier.ConnectionUses.EXECUTED;
import static io.ranvier.ConnectionUses.INLINE;
import static io.ranvier.ConnectionUses.LARGE_METADATA;
import static io.ranvier.ConnectionUses.SERVICE;
import static io.ranvier.ConnectionUses.SHORT_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ConnectionUses.Use;
import io.ranvier.call.Call;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Request;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.signal.Waiting;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int MAX_AT_WORK = 64;
  private static final long RUN_NS =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("ranvier.test.unmapMs", 3_000));

  private final Queue<Throwable> raw = new ConcurrentLinkedQueue<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicInteger atWork = new AtomicInteger();
  private volatile Connection client;
  private volatile Connection server;
  private volatile boolean over;

  enum End {
    BY_CLIENT,
    BY_SERVER,
    BY_BOTH
  }

  // verifies L4
  @Test
  void onlyTypedFailuresComeOut() throws Exception {
    List<Use> uses = new ConnectionUses(this::record).all();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> raw.add(failure));
    try (Pair pair = new Pair();
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      Executor counted = task -> executeCounted(workers, task);
      Server serving =
          pair.serveCalls(builder -> {
            builder
                .maxAtWork(MAX_AT_WORK)
                .onVirtual(offer -> {
                  var ignored =
                      offer.accept(VirtualOptions.defaults().withMetadata(LARGE_METADATA));
                });
            builder.handler(SERVICE, INLINE, UnmappedMemoryTest::echo);
            builder.handler(SERVICE, EXECUTED, counted, UnmappedMemoryTest::echo);
            builder.handler(
                SERVICE, DEFERRED, (request, responder) -> defer(request, responder, workers));
          });
      Services own =
          Services.builder()
              .maxAtWork(MAX_AT_WORK)
              .handler(SERVICE, INLINE, UnmappedMemoryTest::echo)
              .handler(SERVICE, EXECUTED, counted, UnmappedMemoryTest::echo)
              .handler(
                  SERVICE, DEFERRED, (request, responder) -> defer(request, responder, workers))
              .build();
      Dispatcher dispatcher = new Dispatcher(Waiting.adaptive(), this::failed);
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
      client.close();
      Pair.await("the storm is over", () -> serving.connectionCount() == 0);
      servesOn(pair);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** All that could be at work still can be: nothing was lost with the connections. */
  private void servesOn(Pair pair) {
    Connection last = pair.connect();
    for (int round = 0; round < 2; round++) {
      // Who has answered is still at work until he has returned.
      Pair.await("none at work", () -> atWork.get() == 0);
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
      Pair.await("none in flight", () -> last.session().outboundCalls().inFlight() == 0);
    }
  }

  private void executeCounted(Executor workers, Runnable task) {
    atWork.incrementAndGet();
    workers.execute(() -> {
      try {
        task.run();
      } finally {
        atWork.decrementAndGet();
      }
    });
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
    connected.serve(own, this::failed);
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
  private void failed(String what, Throwable failure) {
    record(failure);
  }

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
}
