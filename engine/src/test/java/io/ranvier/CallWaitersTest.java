package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.lane.Claim;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.payload.PayloadClass;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait for room, each for what it lacks, and handlers that wait for cancels. */
@Timeout(60)
final class CallWaitersTest {
  private static Thread waiter(Caller caller, int length) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              caller.call(1, 1, length, TimeUnit.SECONDS.toNanos(30)).close();
            });
    Pair.await("waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  // verifies R2, C11, D4
  @Test
  void wakesAWaiterThatCanGoOn() throws Exception {
    try (Pair pair = new Pair()) {
      List<Responder> kept = new ArrayList<>();
      Services never =
          Services.builder().handler(1, 1, (_, responder) -> kept.add(responder.defer())).build();
      pair.serveCalls(server ->
          server.onVirtual(offer -> {
            var ignored = offer.accept(VirtualOptions.defaults().withServices(never));
          }));
      Connection client = pair.connect();
      VirtualOptions one = VirtualOptions.defaults().withInFlight(1);
      try (VirtualConnection v1 = client.openVirtual(one, Pair.LONG_NS);
          VirtualConnection v2 = client.openVirtual(one, Pair.LONG_NS)) {
        Call forEver = v2.call(1, 1, 0);
        forEver.send();
        Call first = v1.call(1, 1, 0);
        first.send();
        Thread ofV2 = waiter(v2.sharedCaller(), 0);
        Thread ofV1 = waiter(v1.sharedCaller(), 0);
        first.close();
        ofV1.join(5_000);
        assertFalse(ofV1.isAlive(), "v1 has room, its waiter sleeps on");
        forEver.close();
        ofV2.join(5_000);
      }
    }
  }

  // verifies C4
  @Test
  void tellsOfACancelWhoseSlotIsUsedAgain() {
    AtomicInteger cancelled = new AtomicInteger();
    List<Responder> kept = new ArrayList<>();
    ConnectionOptions options =
        ConnectionOptions.defaults()
            .withOutbound(
                LaneOptions.defaults()
                    .withRingCells(16)
                    .withCalls(CallOptions.defaults().withInFlight(1)));
    try (Pair pair = new Pair();
        Server server =
            Ranvier.listen("cancel", pair.serverOptions())
                .handler(
                    1,
                    1,
                    (_, responder) -> {
                      Responder later = responder.defer();
                      later.onCancel(cancelled::incrementAndGet);
                      kept.add(later);
                    })
                .open();
        Connection client =
            Ranvier.connect("cancel", pair.clientOptions().withConnection(options));
        Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(8);
      Sender filler = client.sharedSender();
      Call x = client.call(1, 1, 0);
      x.send();
      Pair.await("x taken", () -> server.doWork() > 0);
      while (filler.trySend(0, bytes, 0, 8) >= 0) {}
      x.close();
      while (server.doWork() > 0) {}
      Call y = client.call(1, 1, 0);
      y.send();
      Pair.await("y taken", () -> server.doWork() > 0 && kept.size() == 2);
      Pair.await("x cancelled", () -> cancelled.get() == 1);
      y.close();
    }
  }

  // verifies R2, D4
  @Test
  void passesAWakeUpOn() throws Exception {
    ConnectionOptions options =
        ConnectionOptions.defaults()
            .withExtentQuotaBytes(0)
            .withOutbound(
                LaneOptions.defaults()
                    .withPayloadClasses(new PayloadClass(4096, 1))
                    .withCalls(CallOptions.defaults().withInFlight(1)));
    try (Pair pair = new Pair()) {
      List<Responder> kept = new ArrayList<>();
      pair.serveCalls(
          server -> server.handler(1, 1, (_, responder) -> kept.add(responder.defer())));
      Connection client = pair.connect(options);
      Call first = client.call(1, 1, 0);
      first.send();
      Thread large = waiter(client.sharedCaller(), 2_000);
      Thread small = waiter(client.sharedCaller(), 0);
      try (Claim claim = new Claim()) {
        assertEquals(0, client.sharedSender().tryClaim(2_000, claim));
        first.close();
        small.join(5_000);
        assertFalse(small.isAlive(), "a slot is free, and its waiter sleeps on");
      }
      large.join();
    }
  }

  // verifies R2, C11
  @Test
  void tellsWaitersThatTheirVirtualConnectionIsClosed() throws Exception {
    try (Pair pair = new Pair()) {
      List<Responder> kept = new ArrayList<>();
      java.util.concurrent.BlockingQueue<VirtualConnection> far =
          new java.util.concurrent.LinkedBlockingQueue<>();
      Services never =
          Services.builder().handler(1, 1, (_, responder) -> kept.add(responder.defer())).build();
      pair.serveCalls(server ->
          server.onVirtual(
              offer -> far.add(offer.accept(VirtualOptions.defaults().withServices(never)))));
      Connection client = pair.connect();
      VirtualOptions one = VirtualOptions.defaults().withInFlight(1);
      VirtualConnection v1 = client.openVirtual(one, Pair.LONG_NS);
      Call forEver = v1.call(1, 1, 0);
      forEver.send();
      Thread waiting = waiter(v1.sharedCaller(), 0);
      far.take().close();
      Pair.await(
          "closed",
          () -> {
            int ignored = client.poll(_ -> {}, 10);
            return !v1.isOpen();
          });
      waiting.join(5_000);
      assertFalse(waiting.isAlive(), "waits on a closed virtual connection");
      forEver.close();
    }
  }
}
