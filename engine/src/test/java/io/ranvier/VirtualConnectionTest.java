package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.call.Caller;
import io.ranvier.connection.ConnectionState;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualOptions;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual connections from their opening to their end. */
@Timeout(60)
class VirtualConnectionTest {
  private static final int SERVICE = 3;
  private static final int ECHO = 1;
  private static final Services ECHOES =
      Services.builder()
          .handler(
              SERVICE,
              ECHO,
              (request, responder) ->
                  responder.with(request.metadata().forwarded()).reply(request.payload()))
          .build();

  // verifies C11
  @Test
  void carriesCallsBesideThoseOfTheConnection() {
    try (Pair pair = new Pair()) {
      Connection client = accepting(pair, VirtualOptions.defaults().withServices(ECHOES));
      try (VirtualConnection one = open(client);
          VirtualConnection two = open(client)) {
        assertEquals(1, one.id());
        assertEquals(3, two.id());
        assertEquals(5, echo(one.call(SERVICE, ECHO, 8), 5));
        assertEquals(6, echo(two.call(SERVICE, ECHO, 8), 6));
        try (Call call = client.call(SERVICE, ECHO, 0)) {
          call.send();
          assertEquals(ErrorCode.UNKNOWN_SERVICE, failure(call));
        }
      }
    }
  }

  // verifies C9, C11
  @Test
  void exchangesMetadataAndSettings() {
    try (Pair pair = new Pair()) {
      Queue<Metadata> offered = new ConcurrentLinkedQueue<>();
      pair.serveCalls(server ->
          server.onVirtual(offer -> {
            offered.add(offer.metadata());
            var ignored =
                offer.accept(
                    VirtualOptions.defaults()
                        .withInFlight(2)
                        .withServices(ECHOES)
                        .withMetadata(Metadata.empty().with("region", "eu")));
          }));
      Connection client = pair.connect();
      VirtualOptions options =
          VirtualOptions.defaults().withMetadata(Metadata.empty().with("user", 7L));
      try (VirtualConnection virtual = client.openVirtual(options, Pair.LONG_NS)) {
        assertEquals(options.metadata(), offered.remove());
        assertEquals(Metadata.empty().with("region", "eu"), virtual.peerMetadata());
        assertEquals(2, virtual.inFlight());
      }
    }
  }

  // verifies C11
  @Test
  void tellsTheOpenerThatItIsRejected() {
    try (Pair pair = new Pair()) {
      pair.serveCalls(server -> server.onVirtual(offer -> offer.reject("not on Saturdays")));
      Connection client = pair.connect();
      CallException rejected =
          assertThrows(
              CallException.class,
              () -> client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS));
      assertEquals(ErrorCode.REJECTED, rejected.code());
      assertTrue(rejected.getMessage().contains("not on Saturdays"), rejected.getMessage());
      assertEquals(ConnectionState.OPEN, client.state());
    }
  }

  // verifies C11
  @Test
  void closesForBothSides() throws Exception {
    try (Pair pair = new Pair()) {
      BlockingQueue<VirtualConnection> accepted = new LinkedBlockingQueue<>();
      pair.serveCalls(server ->
          server.onVirtual(
              offer -> accepted.add(offer.accept(VirtualOptions.defaults().withServices(ECHOES)))));
      Connection client = pair.connect();
      VirtualConnection virtual = open(client);
      VirtualConnection end = accepted.poll(20, TimeUnit.SECONDS);
      assertTrue(end.isOpen());
      virtual.close();
      virtual.close();
      Pair.await("closed at the acceptor", () -> !end.isOpen());
      CallException refusal =
          assertThrows(CallException.class, () -> virtual.call(SERVICE, ECHO, 0));
      assertEquals(ErrorCode.CONNECTION_CLOSED, refusal.code());
      String named = "virtual connection=%d, closed=true".formatted(virtual.id());
      assertTrue(refusal.getMessage().contains(named), refusal::toString);
      assertEquals(ConnectionState.OPEN, client.state());
    }
  }

  // verifies C11, C7
  @Test
  void letsTheAcceptorCallTheOpener() throws Exception {
    try (Pair pair = new Pair()) {
      BlockingQueue<VirtualConnection> accepted = new LinkedBlockingQueue<>();
      pair.serveCalls(server ->
          server.onVirtual(offer -> accepted.add(offer.accept(VirtualOptions.defaults()))));
      Connection client = pair.connect();
      VirtualOptions serving = VirtualOptions.defaults().withServices(ECHOES);
      try (VirtualConnection virtual = client.openVirtual(serving, Pair.LONG_NS);
          Call back = accepted.poll(20, TimeUnit.SECONDS).call(SERVICE, ECHO, 8)) {
        back.request().putLong(0, virtual.id());
        back.send();
        Pair.await(
            "call back",
            () -> {
              client.poll(_ -> {}, 10);
              return back.isDone();
            });
        assertEquals(virtual.id(), back.reply().payload().getLong(0));
      }
    }
  }

  // verifies C12
  @Test
  void closesWithItsLastHandle() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = accepting(pair, VirtualOptions.defaults().withServices(ECHOES));
      VirtualConnection virtual = open(client);
      Caller caller = virtual.sharedCaller();
      virtual.close();
      assertEquals(5, echo(caller.call(SERVICE, ECHO, 8), 5));
      caller.close();
      assertFalse(virtual.isOpen());
      assertEquals(ConnectionState.OPEN, client.state());
    }
  }

  // verifies C12
  @Test
  void endsTheConnectionWithTheLastHandleOfAll() throws Exception {
    try (Pair pair = new Pair()) {
      Connection client = accepting(pair, VirtualOptions.defaults().withServices(ECHOES));
      VirtualConnection virtual = open(client);
      Caller own = client.exclusiveCaller();
      client.closeWhenUnused();
      client.closeWhenUnused();
      assertEquals(5, echo(virtual.call(SERVICE, ECHO, 8), 5));
      virtual.close();
      assertEquals(ConnectionState.OPEN, client.state());
      own.close();
      assertEquals(ConnectionState.CLOSED, client.state());
    }
  }

  private static Connection accepting(Pair pair, VirtualOptions options) {
    pair.serveCalls(server -> server.onVirtual(offer -> offer.accept(options)));
    return pair.connect();
  }

  private static VirtualConnection open(Connection client) {
    return client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS);
  }

  private static long echo(Call call, long value) {
    try (call) {
      call.request().putLong(0, value);
      call.send();
      return call.awaitNs(Pair.LONG_NS).payload().getLong(0);
    }
  }

  private static ErrorCode failure(Call call) {
    return assertThrows(CallException.class, () -> call.awaitNs(Pair.LONG_NS)).code();
  }
}
