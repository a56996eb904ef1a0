package io.ranvier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.call.Call;
import io.ranvier.error.CallException;
import io.ranvier.error.ErrorCode;
import io.ranvier.service.Responder;
import io.ranvier.service.Services;
import io.ranvier.testing.Pair;
import io.ranvier.virtual.VirtualConnection;
import io.ranvier.virtual.VirtualConnections;
import io.ranvier.virtual.VirtualOptions;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No more virtual connections, and calls on them, than were agreed on. */
@Timeout(60)
class VirtualLimitsTest {
  private static final int SERVICE = 3;

  // verifies C8, C11
  @Test
  void refusesMoreThanAPeerMayHaveOpen() {
    try (Pair pair = new Pair()) {
      Connection client = accepting(pair, VirtualOptions.defaults());
      VirtualConnection first = open(client);
      for (int i = 1; i < VirtualConnections.MAX_OF_PEER; i++) {
        VirtualConnection ignored = open(client);
      }
      CallException refused = assertThrows(CallException.class, () -> open(client));
      assertEquals(ErrorCode.OVERLOADED, refused.code());
      assertTrue(refused.getMessage().contains("connections=16384"), refused.getMessage());
      first.close();
      Pair.await("closed", () -> opens(client));
    }
  }

  // verifies C11
  @Test
  void leavesNothingOpenThatItsOpenerDoesNotHave() {
    Queue<VirtualConnection> accepted = new ConcurrentLinkedQueue<>();
    try (Pair pair = new Pair()) {
      pair.serveCalls(server ->
          server.onVirtual(offer -> accepted.add(offer.accept(VirtualOptions.defaults()))));
      Connection client = pair.connect();
      for (int i = 0; i < 4000; i++) {
        try {
          client.openVirtual(VirtualOptions.defaults(), i % 30 * 1000L).close();
        } catch (CallException e) {
          assertTrue(
              e.code() == ErrorCode.TIMED_OUT || e.code() == ErrorCode.OVERLOADED, e::toString);
        }
      }
      Pair.await("closed", () -> accepted.stream().noneMatch(VirtualConnection::isOpen));
    }
  }

  // verifies C8, C11
  @Test
  void limitsTheCallsInFlight() throws Exception {
    try (Pair pair = new Pair()) {
      BlockingQueue<Responder> deferred = new LinkedBlockingQueue<>();
      Services never =
          Services.builder()
              .handler(SERVICE, 2, (_, responder) -> deferred.add(responder.defer()))
              .build();
      Connection client =
          accepting(pair, VirtualOptions.defaults().withInFlight(1).withServices(never));
      try (VirtualConnection virtual = open(client)) {
        Call first = virtual.call(SERVICE, 2, 0);
        first.send();
        CallException refused =
            assertThrows(CallException.class, () -> virtual.call(SERVICE, 2, 0));
        assertEquals(ErrorCode.OVERLOADED, refused.code());
        try (Responder responder = deferred.poll(20, TimeUnit.SECONDS)) {
          var ignored = responder.claim(0);
          assertTrue(responder.send());
        }
        assertEquals(0, first.awaitNs(Pair.LONG_NS).status());
        first.close();
        virtual.call(SERVICE, 2, 0).close();
      }
    }
  }

  private static boolean opens(Connection client) {
    try {
      return open(client).isOpen();
    } catch (CallException e) {
      assertEquals(ErrorCode.OVERLOADED, e.code());
      return false;
    }
  }

  private static Connection accepting(Pair pair, VirtualOptions options) {
    pair.serveCalls(server -> server.onVirtual(offer -> offer.accept(options)));
    return pair.connect();
  }

  private static VirtualConnection open(Connection client) {
    return client.openVirtual(VirtualOptions.defaults(), Pair.LONG_NS);
  }
}
