package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two peers whose handlers call each other over the smallest rings never wait for each other. */
@Timeout(180)
final class FloodedCallsTest {
  private static final int SMALLEST_RING = 16;
  private static final int DRIVERS = 4;
  private static final int CALLS = 100;
  private static final int DEPTH = 4;
  private static final long WATCHDOG_S = 120;

  // verifies C7, C10, C13, D11
  @ParameterizedTest
  @ValueSource(ints = {256, 8})
  @DisplayName("each call of a flood is answered or refused as OVERLOADED, and nothing is left")
  void answersOrRefusesEachCall(int inFlight) throws Exception {
    ConnectionOptions options = small(inFlight);
    try (Pair pair = new Pair();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Flood flood = new Flood(pair, options, executor)) {
      flood.run();
      assertEquals(List.of(), List.copyOf(pair.failures));
      assertEquals(flood.counted.get(), flood.near.handled() + flood.far.handled());
      assertTrue(flood.near.refused() + flood.far.refused() > 0, "the flood was no flood");
      flood.awaitRest();
    }
  }

  // verifies D11
  @Test
  @DisplayName("a handler on the polling thread that would wait is told WRONG_STATE")
  void refusesToWaitOnThePollingThread() throws Exception {
    try (Pair pair = new Pair()) {
      CompletableFuture<ErrorCode> refusal = new CompletableFuture<>();
      Queue<Responder> unanswered = new ConcurrentLinkedQueue<>();
      pair.serveCalls(
          server -> server.handler(1, 2, (_, responder) -> unanswered.add(responder.defer())));
      Connection client = pair.connect();
      client.serve(
          Services.builder()
              .handler(
                  1,
                  1,
                  (_, responder) -> {
                    try (Call back = client.call(1, 2, 0)) {
                      back.send();
                      refusal.complete(
                          assertThrows(RanvierException.class, () -> back.awaitNs(1)).code());
                    }
                    boolean ignored = responder.fail(ErrorCode.OVERLOADED, "");
                  })
              .build(),
          pair::failed);
      try (Call call = pair.nextAccepted().call(1, 1, 0)) {
        call.send();
        Pair.await(
            "call handled",
            () -> {
              int ignored = client.poll(_ -> {}, 10);
              return call.isDone();
            });
      }
      assertEquals(ErrorCode.WRONG_STATE, refusal.get(20, TimeUnit.SECONDS));
      assertEquals(List.of(), List.copyOf(pair.failures));
    }
  }

  private static ConnectionOptions small(int inFlight) {
    CallOptions calls = CallOptions.defaults().withInFlight(inFlight).withServed(inFlight);
    return ConnectionOptions.defaults()
        .withOutbound(LaneOptions.defaults().withRingCells(SMALLEST_RING).withCalls(calls));
  }

  /** Both peers, the threads that poll them, and those who start calls on them. */
  private static final class Flood implements AutoCloseable {
    final AtomicLong counted = new AtomicLong();
    final FloodPeer near;
    final FloodPeer far;
    private final Pair pair;
    private final Connection client;
    private final Connection accepted;
    private final Server server;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> pollers = new ArrayList<>();

    Flood(Pair pair, ConnectionOptions options, ExecutorService executor) throws Exception {
      this.pair = pair;
      this.server =
          Ranvier.listen("flood", pair.serverOptions().withConnection(options))
              .onConnection(connection -> {
                pair.accepted.add(connection);
                return _ -> {};
              })
              .onFailure(pair::failed)
              .open();
      this.client = Ranvier.connect("flood", pair.clientOptions().withConnection(options));
      this.accepted = pair.nextAccepted();
      this.near = new FloodPeer(client, executor, pair::failed);
      this.far = new FloodPeer(accepted, executor, pair::failed);
      poll("near", () -> client.receive(_ -> {}, 64, 100_000), near);
      poll("far", this::serve, far);
    }

    private void serve() {
      if (server.doWork() == 0) {
        boolean ignored = server.await(100_000);
      }
    }

    private void poll(String name, Runnable once, FloodPeer peer) {
      pollers.add(
          Thread.ofPlatform()
              .daemon()
              .name("poll-" + name)
              .start(() -> {
                try {
                  while (end.getCount() > 0) {
                    once.run();
                    peer.drain();
                  }
                } catch (Throwable t) {
                  boolean ignored = pair.failures.add(t);
                }
              }));
    }

    void run() throws InterruptedException {
      CountDownLatch left = new CountDownLatch(2 * DRIVERS);
      for (int i = 0; i < 2 * DRIVERS; i++) {
        FloodPeer peer = (i & 1) == 0 ? near : far;
        var builder = (i & 2) == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        Thread ignored =
            builder.start(() -> {
              for (int call = 0; call < CALLS; call++) {
                counted.addAndGet(peer.call(DEPTH));
              }
              left.countDown();
            });
      }
      if (!left.await(WATCHDOG_S, TimeUnit.SECONDS)) {
        throw new AssertionError("not finished: " + left.getCount() + dump());
      }
    }

    /** Nothing is in flight, at work or in a payload slot. */
    void awaitRest() {
      for (Connection one : List.of(client, accepted)) {
        Pair.await("no call in flight", () -> one.session().outboundCalls().inFlight() == 0);
        Pair.await("no call at work", () -> one.session().inboundCalls().sharedCount() == 0);
        Pair.await(
            "no payload slot in use",
            () -> {
              int ignored = one.session().outbound().pool().harvest();
              return one.session().outbound().pool().takenCount() == 0;
            });
      }
    }

    private String dump() {
      StringBuilder text = new StringBuilder();
      text.append(", near in flight ").append(client.session().outboundCalls().inFlight());
      text.append(", far in flight ").append(accepted.session().outboundCalls().inFlight());
      text.append(System.lineSeparator()).append(pair.failures);
      for (var thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
        text.append(System.lineSeparator()).append(thread);
      }
      return text.toString();
    }

    @Override
    public void close() {
      end.countDown();
      Pair.await("pollers end", () -> pollers.stream().noneMatch(Thread::isAlive));
      client.close();
      server.close();
    }
  }
}
