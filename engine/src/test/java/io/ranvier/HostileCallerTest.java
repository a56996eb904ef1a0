package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.EngineCalls;
import io.ranvier.call.EngineMethod;
import io.ranvier.call.MethodId;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.lane.CallSender;
import io.ranvier.lane.Claim;
import io.ranvier.ring.FrameLayout;
import io.ranvier.routing.CallOptions;
import io.ranvier.service.Responder;
import io.ranvier.slot.SlotReference;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no honest caller sends: they end their connection, and no other. */
@Timeout(60)
class HostileCallerTest {
  private static final int SERVICE = 7;
  private static final int ECHO = 1;
  private static final int NEVER = 2;
  private static final long ROUTE = FrameLayout.route(MethodId.of(SERVICE, NEVER), 0);

  // verifies C8, L9, D10
  @ParameterizedTest
  @ValueSource(ints = {256, 257, SlotReference.MAX_SLOTS - 1})
  @DisplayName("a call beyond the agreed number of calls in flight is a protocol error")
  void enforcesTheLimitOfCalls(int index) {
    assertEnds(hostile -> hostile.publish(0, SlotReference.of(index, 1)));
  }

  // verifies R10, C8, L9, R6
  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65})
  @DisplayName("so is one in a slot that may be added, and was not")
  void refusesSlotsThatWereNotAdded(int index) {
    assertEnds(growing(65), hostile -> hostile.publish(0, SlotReference.of(index, 1)));
  }

  // verifies R10, L9, D20
  @ParameterizedTest
  @ValueSource(ints = {64, 65, SlotReference.MAX_SLOTS - 1})
  @DisplayName("so is one twice, or beyond the last, when slots were added")
  void refusesReferencesInUseOfAddedSlots(int index) {
    assertEnds(
        growing(65),
        hostile -> {
          Call first = hostile.client.call(SERVICE, ECHO, 0);
          hostile.client.sharedCaller().call(SERVICE, ECHO, 0, Pair.LONG_NS).close();
          hostile.publish(0, SlotReference.of(index, 5));
          if (index <= 64) {
            assertEquals(ConnectionState.OPEN, hostile.client.state());
            hostile.publish(0, SlotReference.of(index, 5));
          }
          first.close();
        });
  }

  private static ConnectionOptions growing(int maxInFlight) {
    return ConnectionOptions.defaults()
        .withCalls(CallOptions.defaults().withInFlight(1).withMaxInFlight(maxInFlight));
  }

  // verifies L9, D20
  @Test
  @DisplayName("a reference that is in use is a protocol error")
  void refusesReferencesInUse() {
    assertEnds(hostile -> {
      hostile.publish(0, SlotReference.of(3, 5));
      hostile.publish(0, SlotReference.of(3, 5));
    });
  }

  // verifies R6, C4
  @Test
  @DisplayName("a call that was given up, and overtaken by the next of its slot, is not begun")
  void skipsCallsThatWereOvertaken() {
    try (Pair pair = new Pair()) {
      Queue<Integer> served = new ConcurrentLinkedQueue<>();
      pair.serveCalls(server ->
          server.handler(
              SERVICE,
              NEVER,
              (request, responder) -> {
                served.add(request.payload().getInt(0));
                boolean ignored = responder.claim(0).capacity() == 0 && responder.send();
              }));
      Connection client = pair.connect();
      try (CallSenderHandle rings = new CallSenderHandle(client)) {
        rings.fill(1);
        rings.publish(0, SlotReference.of(3, 5));
        rings.fill(2);
        rings.publish(0, SlotReference.of(3, 4));
        rings.fill(3);
        rings.publish(0, SlotReference.of(3, 6));
        Pair.await("third call", () -> served.contains(3));
        assertEquals(List.of(1, 3), List.copyOf(served));
        assertEquals(ConnectionState.OPEN, client.state());
      }
    }
  }

  // verifies L9
  @ParameterizedTest
  @ValueSource(longs = {0, -1, 5, Long.MIN_VALUE | 1L << 20})
  void refusesWhatIsNoReference(long reference) {
    assertEnds(hostile -> hostile.publish(0, reference));
  }

  // verifies L9
  @Test
  void refusesUnknownFlags() {
    assertEnds(hostile -> hostile.publish(0x80, SlotReference.of(0, 1)));
  }

  // verifies L9, C9
  @Test
  void refusesGarbageInPlaceOfAnEnvelope() {
    assertEnds(hostile -> {
      hostile.fill(-1);
      hostile.publish(FrameLayout.FLAG_ENVELOPE, SlotReference.of(0, 1));
    });
  }

  // verifies L9, C4, D20
  @Test
  @DisplayName("a cancel of nobody's call does nothing")
  void ignoresCancelsOfNothing() {
    try (Pair pair = new Pair()) {
      serve(pair);
      Connection client = pair.connect();
      try (CallSenderHandle hostile = new CallSenderHandle(client)) {
        hostile.cancel(SlotReference.of(9, 9));
        hostile.cancel(-1);
        assertEchoes(client);
      }
    }
  }

  // verifies C11, D21
  @Test
  @DisplayName("a number that was taken is refused, and the connection that has it stays open")
  void refusesToOpenANumberTwice() {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server -> server.onVirtual(offer -> offer.accept(VirtualOptions.defaults())));
      Connection client = pair.connect();
      try (VirtualConnection virtual =
          client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS)) {
        for (int id : new int[] {virtual.id(), 0, -3, 4}) {
          try (Call again =
              new EngineCalls(client.session().outboundCalls())
                  .open(EngineMethod.OPEN, VirtualOptions.defaults().metadata(), 8)) {
            again.request().putInt(0, id);
            again.request().putInt(4, 1);
            again.send();
            assertEquals(
                ErrorCode.INVALID_PAYLOAD,
                assertThrows(CallException.class, () -> again.awaitNs(Pair.LONG_NS)).code());
          }
        }
        assertTrue(virtual.isOpen());
        assertEquals(
            ErrorCode.UNKNOWN_SERVICE,
            assertThrows(CallException.class, () -> answer(virtual.call(SERVICE, ECHO, 0))).code());
      }
    }
  }

  private static long answer(Call call) {
    try (call) {
      call.send();
      return call.awaitNs(Pair.LONG_NS).status();
    }
  }

  /** Sends what no caller would. */
  private static final class CallSenderHandle implements AutoCloseable {
    private final Connection client;
    private final CallSender sender;
    private final Claim claim = new Claim();

    CallSenderHandle(Connection connection) {
      this.client = connection;
      this.sender = connection.session().outbound().openForCalls(false);
      fill(0);
    }

    void fill(long value) {
      claim.abort();
      assertEquals(0, sender.tryClaim(16, claim));
      claim.buffer().putLong(0, value);
      claim.buffer().putLong(8, value);
    }

    void publish(int flags, long reference) {
      if (!claim.isOpen()) {
        fill(0);
      }
      assertTrue(sender.tryPublish(claim, flags, reference, ROUTE) >= 0);
    }

    void cancel(long reference) {
      assertTrue(sender.tryCancel(reference) >= 0);
    }

    @Override
    public void close() {
      claim.abort();
      boolean ignored = sender.close();
    }
  }

  private static void assertEnds(Consumer<CallSenderHandle> hostility) {
    assertEnds(ConnectionOptions.defaults(), hostility);
  }

  private static void assertEnds(ConnectionOptions options, Consumer<CallSenderHandle> hostility) {
    try (Pair pair = new Pair()) {
      serve(pair);
      Connection honest = pair.connect();
      Connection client = pair.connect(options);
      try (CallSenderHandle hostile = new CallSenderHandle(client)) {
        hostility.accept(hostile);
        Pair.await("end", () -> client.state() == ConnectionState.CLOSED);
      }
      assertEquals(ErrorCode.PROTOCOL_ERROR, client.end().orElseThrow().code());
      assertEchoes(honest);
    }
  }

  private static void serve(Pair pair) {
    Queue<Responder> deferred = new ConcurrentLinkedQueue<>();
    pair.serveCalls(server ->
        server
            .handler(SERVICE, ECHO, (request, responder) -> responder.reply(request.payload()))
            .handler(SERVICE, NEVER, (_, responder) -> deferred.add(responder.defer())));
  }

  private static void assertEchoes(Connection client) {
    try (Call call = client.call(SERVICE, ECHO, 8)) {
      call.request().putLong(0, 5);
      call.send();
      assertEquals(5, call.awaitNs(Pair.LONG_NS).payload().getLong(0));
    }
  }
}
