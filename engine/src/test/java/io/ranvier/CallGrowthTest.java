package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ServerLimits;
import io.ranvier.counter.Counter;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.Status;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** More calls in flight than a connection had slots for when it was opened. */
@Timeout(60)
final class CallGrowthTest {
  private static final int SERVICE = 6;
  private static final int LATER = 1;
  private static final int ECHO = 2;

  private final Pair pair = new Pair();
  private final ConcurrentHashMap<Integer, Responder> deferred = new ConcurrentHashMap<>();
  private final List<Thread> pollers = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    deferred.values().forEach(Responder::close);
    pair.close();
    for (Thread poller : pollers) {
      poller.join();
    }
    assertEquals(List.of(), List.copyOf(pair.failures));
  }

  // verifies R10, C2, C7, C8
  @ParameterizedTest
  @ValueSource(strings = {"client", "server"})
  @DisplayName("R10: arrays are added while all slots are in use, and every call is answered")
  void addsSlotsWhileCallsAreInFlight(String caller) throws Exception {
    Connection calling = caller.equals("client") ? client(growing(8, 300)) : server(8, 300);
    List<Call> calls = open(calling, 300);
    refusesOneMore(calling, 300, "maxInFlight=300");
    assertEquals(300, calling.sharedCaller().maxInFlight());
    // 64, 72, 144 and the 12 that are left; an array is counted when its slots can be had already.
    Pair.await("the count", () -> calling.counters().get(Counter.EXTENTS_ADDED) == 4);
    int owner = caller.equals("client") ? 0 : 1;
    for (int number = 1; number <= 4; number++) {
      String file = "region-0000000000000001-calls-" + (2 * number + owner);
      assertTrue(pair.connectionFiles().contains(file), file);
    }
    answer(calls);
    assertEquals(0, calling.session().outboundCalls().inFlight());
    // They stay, and their slots are used again.
    answer(open(calling, 300));
    assertEquals(4, calling.counters().get(Counter.EXTENTS_ADDED));
  }

  // verifies R10, C8
  @Test
  @DisplayName("C8: no side makes more call slots than the other serves")
  void stopsAtWhatThePeerServes() {
    CallOptions served = CallOptions.defaults().withServed(70);
    serve(pair.serverOptions().withConnection(ConnectionOptions.defaults().withCalls(served)));
    Connection client = pair.connect(growing(64, 300));
    List<Call> calls = open(client, 70);
    refusesOneMore(client, 70, "maxInFlight=70");
    answer(calls);
  }

  // verifies R10, C8
  @Test
  @DisplayName("R10: what the quota does not allow is refused with the figures")
  void refusesSlotsBeyondTheQuota() {
    Connection client = client(growing(8, 300).withExtentQuotaBytes(10_000));
    List<Call> calls = open(client, 8);
    refusesOneMore(client, 8, "slots=8, maxInFlight=300", "takenBytes=0, quotaBytes=10000");
    assertEquals(1, client.counters().get(Counter.EXTENTS_REFUSED));
    answer(calls);
    assertEquals(1, open(client, 1).size());
  }

  // verifies R10, C8, L10
  @Test
  @DisplayName("R10: what the server's quota does not allow is refused with the server's figures")
  void tellsWhatTheServerSays() {
    long quota = 2 << 20;
    serve(pair.serverOptions().withLimits(ServerLimits.defaults().withMemoryQuotaBytes(quota)));
    CallOptions large =
        CallOptions.defaults().withInFlight(8).withMaxInFlight(72).withSlotReplyBytes(1 << 16);
    Connection client = pair.connect(ConnectionOptions.defaults().withCalls(large));
    List<Call> calls = open(client, 8);
    assertEquals(Status.NO_CALL_SLOT, client.sharedCaller().newCall().tryOpen(SERVICE, LATER, 0));
    Pair.await("refused", () -> client.counters().get(Counter.EXTENTS_REFUSED) > 0);
    refusesOneMore(client, 8, "slots=8, maxInFlight=72");
    // A second after a refusal the next call asks again, and is told that slots are on their way.
    String figure = "endpointQuotaBytes=" + quota;
    Pair.await("the server's figure", () -> refusal(client, 8).contains(figure));
    answer(calls);
  }

  // verifies R10, R2, D4
  @Test
  @DisplayName("R2: all who wait for a slot go on when an array was added, and none was freed")
  void wakesAllWhoWait() throws Exception {
    Connection client = client(growing(1, 65));
    List<Call> calls = open(client, 1);
    AtomicInteger opened = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= 64; i++) {
      int number = i;
      Runnable waiter =
          () -> {
            Call call = client.sharedCaller().call(SERVICE, LATER, 4, Pair.LONG_NS);
            call.request().putInt(0, number);
            call.send();
            opened.incrementAndGet();
            assertEquals(number, call.awaitNs(Pair.LONG_NS).payload().getInt(0));
            call.close();
          };
      threads.add(
          i % 2 == 0 ? Thread.ofVirtual().start(waiter) : Thread.ofPlatform().start(waiter));
    }
    Pair.await("all opened", () -> opened.get() == 64 && deferred.size() == 65);
    answerAll();
    for (Thread thread : threads) {
      thread.join();
    }
    calls.forEach(Call::close);
    assertEquals(0, client.session().outboundCalls().inFlight());
  }

  // verifies R10, C13
  @Test
  @DisplayName("C13: futures of calls in added slots are completed")
  void completesFutures() throws Exception {
    Connection client = client(growing(4, 200));
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Call call = client.sharedCaller().call(SERVICE, LATER, 4, Pair.LONG_NS);
      call.request().putInt(0, i);
      futures.add(call.sendAsync(reply -> reply.payload().getInt(0)));
    }
    Pair.await("all taken", () -> deferred.size() == 200);
    futures.forEach(future -> assertFalse(future.isDone()));
    answerAll();
    for (int i = 0; i < 200; i++) {
      assertEquals(i, futures.get(i).get(20, TimeUnit.SECONDS));
    }
    assertEquals(0, client.session().outboundCalls().inFlight());
  }

  // verifies R10, C4, R6, D1
  @Test
  @DisplayName("R6: late answers to calls that were given up reach nobody, in added slots either")
  void dropsLateAnswers() {
    Connection client = client(growing(1, 2));
    List<Call> first = open(client, 2);
    Responder late = deferred.remove(1);
    first.get(1).close();
    Pair.await("cancelled", late::isCancelled);
    try (Call next = client.call(SERVICE, LATER, 4)) {
      next.request().putInt(0, 7);
      next.send();
      Pair.await("taken", () -> deferred.containsKey(7));
      late.claim(4).putInt(0, 1);
      assertFalse(late.send());
      assertFalse(next.isDone());
      answer(7);
      assertEquals(7, next.awaitNs(Pair.LONG_NS).payload().getInt(0));
    }
    late.close();
    first.getFirst().close();
  }

  // verifies R10, L10
  @ParameterizedTest
  @CsvSource({"true", "false"})
  @DisplayName("L10: added call slots that somebody cut short end the connection, and it alone")
  void endsAConnectionWhoseSlotsWereCutShort(boolean answering) throws IOException {
    Connection client = client(growing(1, 2));
    List<Call> calls = open(client, 2);
    try (FileChannel file =
        FileChannel.open(
            pair.root.resolve("pair").resolve("region-0000000000000001-calls-2"),
            StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
    if (answering) {
      answer(1);
    } else {
      CallException failed =
          assertThrows(CallException.class, () -> calls.get(1).awaitNs(Pair.LONG_NS));
      assertEquals(ErrorCode.PROTOCOL_ERROR, failed.code());
    }
    Pair.await("ended", () -> client.end().isPresent());
    assertEquals(ErrorCode.PROTOCOL_ERROR, client.end().orElseThrow().code());
    calls.forEach(Call::close);
    Connection other = pair.connect();
    try (Call call = other.call(SERVICE, ECHO, 4)) {
      call.request().putInt(0, 9);
      call.send();
      assertEquals(9, call.awaitNs(Pair.LONG_NS).payload().getInt(0));
    }
  }

  private static ConnectionOptions growing(int inFlight, int maxInFlight) {
    return ConnectionOptions.defaults()
        .withCalls(CallOptions.defaults().withInFlight(inFlight).withMaxInFlight(maxInFlight));
  }

  private Connection client(ConnectionOptions options) {
    serve(pair.serverOptions());
    return pair.connect(options);
  }

  /** Returns the server's end of a connection whose client serves. */
  private Connection server(int inFlight, int maxInFlight) throws InterruptedException {
    serve(pair.serverOptions().withConnection(growing(inFlight, maxInFlight)));
    Connection client = pair.connect();
    client.serve(
        Services.builder()
            .handler(SERVICE, LATER, (r, responder) -> defer(r.payload().getInt(0), responder))
            .build(),
        pair::failed);
    pollers.add(
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (client.receive(_ -> {}, 100, Pair.LONG_NS) >= 0) {
                Thread.onSpinWait();
              }
            }));
    return pair.nextAccepted();
  }

  private void serve(ServerOptions options) {
    pair.serveCalls(
        options,
        server ->
            server
                .handler(
                    SERVICE,
                    LATER,
                    (request, responder) -> defer(request.payload().getInt(0), responder))
                .handler(
                    SERVICE, ECHO, (request, responder) -> responder.reply(request.payload())));
  }

  private void defer(int number, Responder responder) {
    deferred.put(number, responder.defer());
  }

  /** Opens and sends calls, each of which waits until there is a slot for it. */
  private List<Call> open(Connection calling, int count) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call call = calling.sharedCaller().call(SERVICE, LATER, 4, Pair.LONG_NS);
      call.request().putInt(0, i);
      call.send();
      calls.add(call);
    }
    Pair.await("all taken", () -> deferred.size() == count);
    return calls;
  }

  private static void refusesOneMore(Connection calling, int count, String... figures) {
    String refusal = refusal(calling, count);
    for (String figure : figures) {
      assertTrue(refusal.contains(figure), refusal);
    }
  }

  private static String refusal(Connection calling, int count) {
    CallException refused =
        assertThrows(CallException.class, () -> calling.call(SERVICE, LATER, 0));
    assertEquals(ErrorCode.OVERLOADED, refused.code());
    assertTrue(refused.getMessage().contains("inFlight=" + count + ","), refused.getMessage());
    return refused.getMessage();
  }

  /** Answers, the last first, and reads what came. */
  private void answer(List<Call> calls) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      assertFalse(calls.get(i).isDone());
      answer(i);
    }
    for (int i = 0; i < calls.size(); i++) {
      var reply = calls.get(i).awaitNs(Pair.LONG_NS);
      assertEquals(i, reply.payload().getInt(0));
      calls.get(i).close();
    }
  }

  private void answerAll() {
    List.copyOf(deferred.keySet()).forEach(this::answer);
  }

  private void answer(int number) {
    try (Responder responder = deferred.remove(number)) {
      responder.claim(4).putInt(0, number);
      boolean ignored = responder.send();
    }
  }
}
