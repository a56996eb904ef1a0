package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.counter.Counter;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Status;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers with slots of their own: how many they get, and what becomes of those. */
@Timeout(60)
final class ExclusiveCallerTest {
  private static final int SERVICE = 6;
  private static final int ECHO = 2;

  private final Pair pair = new Pair();

  @AfterEach
  void close() {
    pair.close();
    assertEquals(List.of(), List.copyOf(pair.failures));
  }

  // verifies R10
  @Test
  @DisplayName("R10: exclusive callers have their slots in any array")
  void hasSlotsOfAnyArray() {
    Connection client = client(64, 128);
    try (Caller one = client.exclusiveCaller();
        Caller two = client.exclusiveCaller()) {
      for (Caller caller : List.of(one, two)) {
        assertEquals(64, caller.maxInFlight());
        callWithAll(caller, 64);
      }
    }
    try (Caller one = client.exclusiveCaller()) {
      assertEquals(64, one.maxInFlight());
    }
    assertEquals(0, client.session().outboundCalls().inFlight());
  }

  // verifies R4, R10, C2
  @ParameterizedTest
  @CsvSource({"1000, 0, 65, 128", "8, 300, 300, 300", "256, 0, 256, 256", "100, 700, 101, 164"})
  @DisplayName("C2: one has as many calls in flight as it was opened for, answered in any order")
  void hasManyInFlight(int inFlight, int maxInFlight, int wanted, int most) {
    Connection client = client(inFlight, maxInFlight);
    try (Caller caller = client.exclusiveCaller(wanted)) {
      int slots = caller.maxInFlight();
      assertTrue(slots >= wanted && slots <= most, () -> "slots=" + slots);
      for (int round = 0; round < 3; round++) {
        callWithAll(caller, slots);
      }
    }
    assertEquals(0, client.session().outboundCalls().inFlight());
  }

  // verifies R10, C8
  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void refusesToHaveNoneInFlight(int inFlight) {
    Connection client = client(64, 0);
    refuses(ErrorCode.INVALID_ARGUMENT, () -> client.exclusiveCaller(inFlight), "choose 1 to 64");
  }

  // verifies R5, R10, C8
  @Test
  @DisplayName("C8: what it cannot have is refused with the figures, and nothing is kept or added")
  void refusesMoreThanThereIs() {
    Connection client = client(128, 256);
    refuses(ErrorCode.LIMIT_EXCEEDED, () -> client.exclusiveCaller(257), "choose 1 to 256");
    assertEquals(0, client.counters().get(Counter.EXTENTS_ADDED));
    try (Caller first = client.exclusiveCaller(200)) {
      // More often than there are rings: a refusal keeps none.
      for (int i = 0; i < 4; i++) {
        refuses(
            ErrorCode.LIMIT_EXCEEDED,
            () -> client.exclusiveCaller(128),
            "inFlight=128, freeSlots=0, maxInFlight=256");
      }
      assertEquals(256, first.maxInFlight());
    }
    assertEquals(0, client.session().outboundCalls().inFlight());
    try (Call shared = client.call(SERVICE, ECHO, 0)) {
      refuses(ErrorCode.LIMIT_EXCEEDED, () -> client.exclusiveCaller(256), "freeSlots=255");
      shared.send();
      assertEquals(0, shared.awaitNs(Pair.LONG_NS).payload().capacity());
    }
    client.exclusiveCaller(256).close();
    assertEquals(0, client.session().outboundCalls().inFlight());
  }

  // verifies R10
  @Test
  void refusesAnotherWhenThereAreNoMoreSlots() {
    Connection client = client(64, 64);
    try (Caller first = client.exclusiveCaller()) {
      refuses(ErrorCode.LIMIT_EXCEEDED, client::exclusiveCaller, "maxInFlight=64");
      assertEquals(64, first.maxInFlight());
    }
  }

  // verifies R2, C8
  @Test
  @DisplayName("C8: who has all of its slots in use is told that only it can free one")
  void refusesToWaitForItself() {
    Connection client = client(256, 0);
    try (Caller caller = client.exclusiveCaller(65)) {
      List<Call> calls = open(caller, 128);
      Call more = caller.newCall();
      assertEquals(Status.NO_CALL_SLOT, more.tryOpen(SERVICE, ECHO, 0));
      CallException refused = assertThrows(CallException.class, () -> more.open(SERVICE, ECHO, 0));
      assertEquals(ErrorCode.OVERLOADED, refused.code());
      String figures = "caller=exclusive, maxInFlight=128;";
      assertTrue(refused.getMessage().contains(figures), refused.getMessage());
      refuses(ErrorCode.WRONG_STATE, () -> more.open(SERVICE, ECHO, 0, 1), "open the caller for");
      calls.getFirst().close();
      assertEquals(0, more.tryOpen(SERVICE, ECHO, 0));
      // What others call with is none of its slots.
      client.call(SERVICE, ECHO, 0).close();
    }
    assertEquals(0, client.session().outboundCalls().inFlight());
  }

  // verifies R5
  @Test
  @DisplayName("R5: calls in flight end with their caller, in each of its blocks")
  void endsItsCalls() {
    Connection client = client(256, 0);
    List<Call> calls;
    try (Caller caller = client.exclusiveCaller(200)) {
      calls = open(caller, caller.maxInFlight());
      calls.forEach(Call::send);
    }
    assertEquals(0, client.session().outboundCalls().inFlight());
    calls.forEach(Call::close);
    try (Caller caller = client.exclusiveCaller(256)) {
      callWithAll(caller, 256);
    }
  }

  // verifies C11, C8
  @Test
  @DisplayName("C11: on a virtual connection it has no more in flight than that")
  void staysWithinAVirtualConnection() {
    Services echoes =
        Services.builder()
            .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload()))
            .build();
    pair.serveCalls(server ->
        server.onVirtual(offer -> {
          var ignored = offer.accept(VirtualOptions.defaults().withServices(echoes));
        }));
    Connection client = pair.connect();
    VirtualOptions few = VirtualOptions.defaults().withInFlight(100);
    try (VirtualConnection virtual = client.openVirtual(few, Pair.LONG_NS);
        Caller caller = virtual.exclusiveCaller(100)) {
      assertEquals(100, caller.maxInFlight());
      callWithAll(caller, 100);
      List<Call> calls = open(caller, 100);
      refuses(
          ErrorCode.OVERLOADED,
          () -> caller.call(SERVICE, ECHO, 4),
          "virtual connection=%d, maxInFlight=100; ".formatted(virtual.id()));
      calls.forEach(Call::close);
      refuses(ErrorCode.LIMIT_EXCEEDED, () -> virtual.exclusiveCaller(101), "choose 1 to 100");
      try (Caller other = virtual.exclusiveCaller()) {
        assertEquals(64, other.maxInFlight());
      }
    }
  }

  // verifies R10
  @Test
  @DisplayName("an acceptor, whose thread all connections need, does not wait for slots to come")
  void waitsForNothingInAnAcceptor() throws Exception {
    CompletableFuture<RanvierException> refusal = new CompletableFuture<>();
    CallOptions few = CallOptions.defaults().withInFlight(8).withMaxInFlight(300);
    pair.serve(
        pair.serverOptions().withConnection(ConnectionOptions.defaults().withCalls(few)),
        accepted -> {
          refusal.complete(
              assertThrows(RanvierException.class, () -> accepted.exclusiveCaller(100)));
          return frame -> {};
        });
    var ignored = pair.connect();
    RanvierException refused = refusal.get(5, TimeUnit.SECONDS);
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
    assertTrue(refused.getMessage().contains("on their way"), refused.getMessage());
  }

  private Connection client(int inFlight, int maxInFlight) {
    pair.serveCalls(server ->
        server.handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload())));
    return pair.connect(
        ConnectionOptions.defaults()
            .withCalls(CallOptions.defaults().withInFlight(inFlight).withMaxInFlight(maxInFlight)));
  }

  /** Has so many calls in flight, and no slot for another; reads their replies in any order. */
  private static void callWithAll(Caller caller, int count) {
    List<Call> calls = open(caller, count);
    calls.forEach(Call::send);
    assertEquals(Status.NO_CALL_SLOT, caller.newCall().tryOpen(SERVICE, ECHO, 0));
    List<Integer> order = IntStream.range(0, count).boxed().collect(Collectors.toList());
    Collections.shuffle(order, new Random(count));
    for (int i : order) {
      assertEquals(i, calls.get(i).awaitNs(Pair.LONG_NS).payload().getInt(0));
      calls.get(i).close();
    }
  }

  private static List<Call> open(Caller caller, int count) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call call = caller.call(SERVICE, ECHO, 4);
      call.request().putInt(0, i);
      calls.add(call);
    }
    return calls;
  }

  private static void refuses(ErrorCode code, Executable what, String figures) {
    RanvierException refused = assertThrows(RanvierException.class, what);
    assertEquals(code, refused.code());
    assertTrue(refused.getMessage().contains(figures), refused.getMessage());
  }
}
