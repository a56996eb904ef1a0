package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.routing.Reply;
import io.ranvier.service.Responder;
import io.ranvier.testing.Pair;
import io.ranvier.testing.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CallTest {
  private static final int SERVICE = 7;
  private static final int ECHO = 1;
  private static final int NEVER = 2;

  // verifies C13
  @Test
  void answersACallOfASharedCaller() {
    try (Pair pair = new Pair();
        Call call = echo(pair).call(SERVICE, ECHO, 16)) {
      call.request().putLong(0, 42);
      call.request().putLong(8, 43);
      call.send();
      assertEquals(42, call.await(Duration.ofSeconds(20)).payload().getLong(0));
      assertEquals(43, call.reply().payload().getLong(8));
      assertEquals(16, call.reply().payload().capacity());
    }
  }

  // verifies C13
  @Test
  void usesOneCallOfAnExclusiveCallerAgainAndAgain() {
    try (Pair pair = new Pair();
        Caller caller = echo(pair).exclusiveCaller()) {
      Call call = caller.newCall();
      for (int i = 0; i < 1000; i++) {
        call.open(SERVICE, ECHO, 8);
        call.request().putLong(0, i);
        call.within(Pair.LONG_NS).send();
        assertEquals(i, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
        call.close();
      }
    }
  }

  // verifies R7, R9, D2
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 224, 225, 4096, 65_535, 65_536, 65_537, 3_000_000})
  void carriesRequestsAndRepliesOfAnySize(int length) {
    try (Pair pair = new Pair()) {
      Connection client = echo(pair);
      for (int round = 0; round < 3; round++) {
        try (Call call = client.sharedCaller().call(SERVICE, ECHO, length, Pair.LONG_NS)) {
          SegmentBuffer request = call.request();
          Pattern.fill(
              request.segment().asSlice(request.segmentOffset(), length), length, round + length);
          call.send();
          Reply reply = call.awaitNs(Pair.LONG_NS);
          Pattern.check(reply.payload(), length, round + length);
        }
      }
      Pair.await("calls over", () -> client.session().outboundCalls().inFlight() == 0);
    }
  }

  // verifies C13
  @Test
  void completesAFuture() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = echo(pair);
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      for (long i = 0; i < 100; i++) {
        Call call = client.call(SERVICE, ECHO, 8);
        call.request().putLong(0, i);
        futures.add(call.sendAsync(reply -> reply.payload().getLong(0)));
      }
      for (int i = 0; i < 100; i++) {
        assertEquals(i, futures.get(i).get(20, TimeUnit.SECONDS));
      }
      assertEquals(0, client.session().outboundCalls().inFlight());
    }
  }

  // verifies C13
  @Test
  void answersVirtualThreads() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = echo(pair);
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        long id = i;
        threads.add(
            Thread.startVirtualThread(() -> {
              try (Call call = client.sharedCaller().call(SERVICE, ECHO, 8, Pair.LONG_NS)) {
                call.request().putLong(0, id);
                call.send();
                assertEquals(id, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
              } catch (Throwable t) {
                failures.add(t);
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), List.copyOf(failures));
    }
  }

  // verifies C3, D5
  @Test
  void tellsUnknownServiceFromUnknownMethodAndGoesOn() {
    try (Pair pair = new Pair()) {
      Connection client = echo(pair);
      assertEquals(ErrorCode.UNKNOWN_SERVICE, failure(client, 8, ECHO).code());
      assertEquals(ErrorCode.UNKNOWN_METHOD, failure(client, SERVICE, 9).code());
      assertTrue(failure(client, SERVICE, 9).isRetrySafe());
      try (Call call = client.call(SERVICE, ECHO, 0)) {
        call.send();
        assertEquals(0, call.awaitNs(Pair.LONG_NS).payload().capacity());
      }
    }
  }

  // verifies C2
  @Test
  void answersInAnyOrder() throws Exception {
    try (Pair pair = new Pair()) {
      Queue<Responder> deferred = new ConcurrentLinkedQueue<>();
      pair.serveCalls(server ->
          server
              .handler(SERVICE, NEVER, (_, responder) -> deferred.add(responder.defer()))
              .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload())));
      Connection client = pair.connect();
      try (Call slow = client.call(SERVICE, NEVER, 0);
          Call fast = client.call(SERVICE, ECHO, 8)) {
        slow.send();
        fast.request().putLong(0, 5);
        fast.send();
        assertEquals(5, fast.awaitNs(Pair.LONG_NS).payload().getLong(0));
        assertFalse(slow.isDone());
        try (Responder responder = deferred.remove()) {
          responder.claim(8).putLong(0, 6);
          assertTrue(responder.send());
        }
        assertEquals(6, slow.awaitNs(Pair.LONG_NS).payload().getLong(0));
      }
    }
  }

  // verifies C4, R5, R6, D1
  @Test
  void cancelsByClosing() throws Exception {
    try (Pair pair = new Pair()) {
      CompletableFuture<Responder> deferred = new CompletableFuture<>();
      CountDownLatch cancelled = new CountDownLatch(1);
      pair.serveCalls(server ->
          server.handler(
              SERVICE,
              NEVER,
              (_, responder) -> {
                Responder later = responder.defer();
                later.onCancel(cancelled::countDown);
                deferred.complete(later);
              }));
      Connection client = pair.connect();
      Call call = client.call(SERVICE, NEVER, 0);
      call.send();
      Responder responder = deferred.get(20, TimeUnit.SECONDS);
      assertFalse(responder.isCancelled());
      assertEquals(
          ErrorCode.TIMED_OUT, assertThrows(CallException.class, () -> call.awaitNs(1000)).code());
      call.close();
      call.close();
      assertEquals(0, client.session().outboundCalls().inFlight());
      assertTrue(cancelled.await(20, TimeUnit.SECONDS));
      assertTrue(responder.isCancelled());
      responder.close();
    }
  }

  // verifies L4, C6
  @Test
  void failsWhatIsInFlightWhenTheConnectionEnds() throws Exception {
    try (Pair pair = new Pair()) {
      Queue<Responder> deferred = new ConcurrentLinkedQueue<>();
      pair.serveCalls(server ->
          server.handler(SERVICE, NEVER, (_, responder) -> deferred.add(responder.defer())));
      Connection client = pair.connect();
      try (Call call = client.call(SERVICE, NEVER, 0)) {
        call.send();
        Connection accepted = pair.nextAccepted();
        Pair.await("call taken", () -> accepted.session().inboundCalls().sharedCount() == 1);
        accepted.close();
        CallException ended = assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
        assertEquals(ErrorCode.INDETERMINATE, ended.code());
        assertFalse(ended.isRetrySafe());
      }
      CallException late = assertThrows(CallException.class, () -> client.call(SERVICE, NEVER, 0));
      assertEquals(ErrorCode.CONNECTION_CLOSED, late.code());
    }
  }

  @Test
  void refusesMisuse() {
    try (Pair pair = new Pair()) {
      Connection client = echo(pair);
      Call call = client.call(SERVICE, ECHO, 0);
      assertEquals(ErrorCode.WRONG_STATE, code(() -> call.open(SERVICE, ECHO, 0)));
      assertEquals(ErrorCode.WRONG_STATE, code(() -> call.awaitNs(1)));
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> call.within(-1)));
      call.send();
      assertEquals(ErrorCode.WRONG_STATE, code(call::send));
      assertEquals(ErrorCode.WRONG_STATE, code(call::request));
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> call.await(Duration.ofSeconds(-1))));
      Reply reply = call.awaitNs(Pair.LONG_NS);
      assertSame(reply, call.reply());
      call.close();
      assertEquals(ErrorCode.WRONG_STATE, code(call::reply));
      assertEquals(ErrorCode.WRONG_STATE, code(() -> reply.payload().getByte(0)));
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> client.call(1 << 16, 0, 0)));
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> client.call(0, -1, 0)));
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> client.call(0, 0, -1)));
      assertEquals(ErrorCode.PAYLOAD_TOO_LARGE, code(() -> client.call(0, 0, Integer.MAX_VALUE)));
      assertEquals(0, client.session().outboundCalls().inFlight());
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

  private static CallException failure(Connection client, int service, int method) {
    try (Call call = client.call(service, method, 0)) {
      call.send();
      return assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS));
    }
  }
}
