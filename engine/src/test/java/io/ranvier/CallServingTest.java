package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.payload.PayloadClass;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which calls are served, and when. */
@Timeout(60)
class CallServingTest {
  private static final int SERVICE = 7;
  private static final int ECHO = 1;
  private static final int NEVER = 2;

  // verifies C5
  @Test
  void doesNotBeginWhatIsTooLate() throws Exception {
    try (Pair pair = new Pair();
        Server server =
            Ranvier.listen("late", pair.serverOptions())
                .handler(SERVICE, ECHO, (_, responder) -> responder.claim(0))
                .open()) {
      try (Connection client = Ranvier.connect("late", pair.clientOptions());
          Call call = client.call(SERVICE, ECHO, 0)) {
        call.within(1_000_000).send();
        Pair.awaitPast(System.nanoTime() + 1_000_000);
        Pair.await("call handled", () -> server.doWork() > 0);
        CallException late = assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
        assertEquals(ErrorCode.DEADLINE_EXCEEDED, late.code());
        assertTrue(late.isRetrySafe());
      }
    }
  }

  // verifies C8
  @Test
  void refusesMoreCallsInFlightThanTheServerAllows() {
    try (Pair pair = new Pair()) {
      ConnectionOptions served =
          ConnectionOptions.defaults().withCalls(CallOptions.defaults().withServed(2));
      pair.serveCalls(
          pair.serverOptions().withConnection(served),
          server -> server.handler(SERVICE, NEVER, (_, responder) -> responder.defer()));
      Connection client = pair.connect();
      try (Call one = client.call(SERVICE, NEVER, 0);
          Call two = client.call(SERVICE, NEVER, 0)) {
        one.send();
        two.send();
        CallException refused =
            assertThrows(CallException.class, () -> client.call(SERVICE, NEVER, 0));
        assertEquals(ErrorCode.OVERLOADED, refused.code());
        assertTrue(refused.getMessage().contains("inFlight=2"), refused.getMessage());
      }
      try (Call three = client.call(SERVICE, NEVER, 0)) {
        three.send();
      }
    }
  }

  // verifies C8
  @Test
  @DisplayName("a call for whose request no memory is free says what is short")
  void saysWhatMemoryIsShort() {
    LaneOptions oneSlot = LaneOptions.defaults().withPayloadClasses(new PayloadClass(4096, 1));
    ConnectionOptions options =
        ConnectionOptions.defaults().withExtentQuotaBytes(0).withOutbound(oneSlot);
    try (Pair pair = new Pair()) {
      echo(pair);
      Connection client = pair.connect(options);
      try (Call large = client.call(SERVICE, ECHO, 2_000)) {
        CallException refused =
            assertThrows(CallException.class, () -> client.call(SERVICE, ECHO, 2_000));
        assertEquals(ErrorCode.OVERLOADED, refused.code());
        assertTrue(refused.getMessage().contains("endpoint=pair"), refused.getMessage());
        assertTrue(refused.getMessage().contains("quotaBytes=0"), refused.getMessage());
        large.send();
      }
    }
  }

  // verifies C10, D12
  @Test
  void goesOnWhileHandlersBlockOnAnExecutor() throws Exception {
    try (Pair pair = new Pair();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch release = new CountDownLatch(1);
      pair.serveCalls(server ->
          server
              .handler(
                  SERVICE,
                  NEVER,
                  executor,
                  (request, responder) -> {
                    release.await();
                    responder.reply(request.payload());
                  })
              .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload())));
      Connection client = pair.connect();
      try (Call blocked = client.call(SERVICE, NEVER, 8);
          Call call = client.call(SERVICE, ECHO, 8)) {
        blocked.request().putLong(0, 1);
        blocked.send();
        call.request().putLong(0, 2);
        call.send();
        assertEquals(2, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
        release.countDown();
        assertEquals(1, blocked.awaitNs(Pair.LONG_NS).payload().getLong(0));
      }
    }
  }

  // verifies C7
  @Test
  void callsAndServesOnBothSides() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = echo(pair);
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      client.serve(
          Services.builder()
              .handler(SERVICE, 3, (request, responder) -> responder.reply(request.payload()))
              .build(),
          (_, failure) -> failures.add(failure));
      Connection accepted = pair.nextAccepted();
      try (Call back = accepted.call(SERVICE, 3, 8);
          Call call = client.call(SERVICE, ECHO, 8)) {
        back.request().putLong(0, 11);
        back.send();
        call.request().putLong(0, 12);
        call.send();
        Pair.await(
            "call back",
            () -> {
              client.poll(_ -> {}, 10);
              return back.isDone();
            });
        assertEquals(11, back.reply().payload().getLong(0));
        assertEquals(12, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
      }
      assertEquals(List.of(), List.copyOf(failures));
    }
  }

  // verifies C1, L7
  @Test
  void answersWhatWasCalledBeforeTheCallerFinished() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Pair pair = new Pair()) {
      CountDownLatch release = new CountDownLatch(1);
      Server server =
          pair.serveCalls(builder ->
              builder.handler(
                  SERVICE,
                  ECHO,
                  executor,
                  (request, responder) -> {
                    release.await();
                    boolean ignored = responder.reply(request.payload());
                  }));
      Connection client = pair.connect();
      try (Call call = client.call(SERVICE, ECHO, 8)) {
        call.request().putLong(0, 5);
        call.send();
        client.finishSending();
        Connection accepted = pair.nextAccepted();
        Pair.await("call taken", () -> accepted.session().inboundCalls().sharedCount() == 1);
        Pair.await("end seen", () -> accepted.state() == ConnectionState.DRAINING);
        release.countDown();
        assertEquals(5, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
      }
      Pair.await("closed by the server", () -> server.connectionCount() == 0);
    }
  }

  private static Connection echo(Pair pair) {
    pair.serveCalls(server ->
        server.handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload())));
    return pair.connect();
  }

  private static ErrorCode code(Runnable misuse) {
    return assertThrows(RanvierException.class, misuse::run).code();
  }
}
