package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.call.Call;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.CallSlotsOffered;
import io.ranvier.control.ControlMessage.CallSlotsReady;
import io.ranvier.control.ControlMessage.CallSlotsRefused;
import io.ranvier.control.ControlMessage.CallSlotsWanted;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Status;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.Janitor;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.Extent;
import io.ranvier.region.Region;
import io.ranvier.region.RegionSettings;
import io.ranvier.routing.CallOptions;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server says about further call slots what no server of ours says. */
@Timeout(60)
final class HostileGrowthServerTest {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);
  private static final LaneOptions GROWING =
      LaneOptions.defaults().withCalls(CallOptions.defaults().withInFlight(1).withMaxInFlight(200));

  private final TestRoot root = TestRoot.create();
  private final Root opened = Root.openOrCreate(root.path(), FileMode.ownerOnly());
  private final OwnedEndpoint endpoint =
      OwnedEndpoint.take(opened, new EndpointName("trap"), 0, MemorySegment.ofArray(new byte[0]));
  private Region region;
  private RawPeer peer;

  @AfterEach
  void close() throws IOException {
    try (root) {
      peer.close();
      region.closeAndRemove();
      endpoint.close();
    }
  }

  static Stream<List<ControlMessage>> refused() {
    return Stream.of(
        List.of(new CallSlotsOffered(true, 1)),
        List.of(new CallSlotsOffered(false, 0)),
        List.of(new CallSlotsOffered(false, 2)),
        List.of(new CallSlotsOffered(false, 1), new CallSlotsOffered(false, 2)),
        List.of(new CallSlotsRefused("no")),
        List.of(new CallSlotsReady(1)),
        List.of(new CallSlotsWanted(1)));
  }

  // verifies R10, L9
  @ParameterizedTest
  @MethodSource
  @DisplayName("L9: a server that offers call slots out of turn ends the connection")
  void refused(List<ControlMessage> messages) throws Exception {
    try (Connection client = open()) {
      for (ControlMessage message : messages) {
        peer.send(message);
      }
      assertEquals(Status.PROTOCOL_ERROR, client.receive(_ -> {}, 1, LONG_NS));
      String reason = client.end().orElseThrow().reason();
      assertTrue(reason.contains("CallSlots"), reason);
    }
  }

  // verifies R10, L9, L10
  @Test
  @DisplayName("L9: call slots without a file, or in one of another length, are refused")
  void refusesSlotsWithoutAFile() throws Exception {
    try (Connection client = open()) {
      peer.send(new CallSlotsOffered(false, 1));
      assertTrue(
          assertInstanceOf(CallSlotsRefused.class, peer.next()).reason().contains("calls-3"));
      Files.write(
          endpoint.regionPath(1).resolveSibling("region-0000000000000001-calls-3"),
          new byte[64 * 256]);
      peer.send(new CallSlotsOffered(false, 1));
      String reason = assertInstanceOf(CallSlotsRefused.class, peer.next()).reason();
      assertTrue(reason.contains("16384"), reason);
      assertTrue(client.end().isEmpty());
    }
  }

  // verifies R10, L9
  @Test
  @DisplayName("L9: a client asks for each array once, and no more for one that it cannot map")
  void asksNoMoreForWhatItCannotMap() throws Exception {
    try (Connection client = open()) {
      Call call = client.call(1, 1, 0);
      assertEquals(Status.NO_CALL_SLOT, client.sharedCaller().newCall().tryOpen(1, 1, 0));
      assertEquals(Status.NO_CALL_SLOT, client.sharedCaller().newCall().tryOpen(1, 1, 0));
      assertEquals(new CallSlotsWanted(1), peer.next());
      peer.send(new CallSlotsOffered(true, 1));
      // It waits for nothing: no array is on its way any more.
      while (!refusal(client).contains("calls-2")) {
        Thread.onSpinWait();
      }
      peer.send(new CallSlotsOffered(true, 1));
      assertInstanceOf(Bye.class, peer.next());
      call.close();
    }
  }

  // verifies R10, R2, D4
  @Test
  @DisplayName("R2: who sleeps until a slot is free is woken by an array that is added")
  void wakesWhoSleeps() throws Exception {
    try (Connection client = open()) {
      Call first = client.call(1, 1, 0);
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        waiting.add(
            Thread.ofPlatform()
                .daemon()
                .start(() -> client.sharedCaller().call(1, 1, 0, LONG_NS).close()));
      }
      assertEquals(new CallSlotsWanted(1), peer.next());
      for (Thread thread : waiting) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
      }
      try (Extent slots =
          Extent.create(
              endpoint.regionPath(1).resolveSibling("region-0000000000000001-calls-2"),
              1,
              new PayloadClass(256, 64),
              FileMode.ownerOnly())) {
        peer.send(new CallSlotsOffered(true, 1));
        for (Thread thread : waiting) {
          thread.join(LONG_NS / 2_000_000);
          assertFalse(thread.isAlive(), "sleeps on");
        }
        assertEquals(64, slots.payloadClass().slotCount());
      }
      first.close();
    }
  }

  // verifies R10
  @Test
  @DisplayName("R10: who opens an exclusive caller waits for the array, or is told the reason")
  void tellsWhyThereIsNoBlock() throws Exception {
    try (Connection client = open()) {
      Call first = client.call(1, 1, 0);
      FutureTask<RanvierException> opening =
          new FutureTask<>(() -> assertThrows(RanvierException.class, client::exclusiveCaller));
      Thread.ofPlatform().daemon().start(opening);
      assertEquals(new CallSlotsWanted(1), peer.next());
      peer.send(new CallSlotsRefused("not today"));
      RanvierException refused = opening.get(20, TimeUnit.SECONDS);
      assertEquals(ErrorCode.LIMIT_EXCEEDED, refused.code());
      assertTrue(refused.getMessage().contains("not today"), refused.getMessage());
      first.close();
    }
  }

  // verifies R10, S7
  @Test
  @DisplayName(
      "S7: who opens an exclusive caller is told of the end that took the array's file away")
  void hearsOfTheEndBeforeTheFileIsMissed() throws Exception {
    try (Connection client = open();
        HeldThread janitor = new HeldThread(Janitor.shared()::execute)) {
      Call first = client.call(1, 1, 0);
      FutureTask<RanvierException> opening =
          new FutureTask<>(() -> assertThrows(RanvierException.class, client::exclusiveCaller));
      Thread.ofPlatform().daemon().start(opening);
      assertEquals(new CallSlotsWanted(1), peer.next());
      peer.send(new CallSlotsOffered(true, 1));
      // The pong comes behind what the client made of the offer.
      peer.send(new Ping(1));
      assertEquals(new Pong(1), peer.next());
      try (HeldThread _ = new HeldThread(Housekeeper.shared()::execute)) {
        peer.send(new Bye(ErrorCode.CONNECTION_CLOSED, "closed by the peer"));
        janitor.release();
        // When it stands again, it has missed the file.
        new HeldThread(Janitor.shared()::execute).release();
        assertFalse(refusal(client).contains("calls-2"), "told of a file that is missed");
      }
      RanvierException refused = opening.get(20, TimeUnit.SECONDS);
      assertEquals(ErrorCode.CONNECTION_CLOSED, refused.code(), refused::getMessage);
      first.close();
    }
  }

  private static String refusal(Connection client) {
    try {
      client.call(1, 1, 0).close();
      return "";
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  private Connection open() throws Exception {
    ClientOptions options =
        ClientOptions.defaults()
            .withRoot(root.path())
            .withConnection(ConnectionOptions.defaults().withOutbound(GROWING))
            .withConnectTimeoutNs(LONG_NS);
    CompletableFuture<Connection> client =
        CompletableFuture.supplyAsync(
            () -> Ranvier.connect("trap", options), run -> Thread.ofPlatform().daemon().start(run));
    peer = new RawPeer(endpoint.serverSocket().accept(), endpoint.identity());
    Hello hello = assertInstanceOf(Hello.class, peer.next());
    RegionSettings settings =
        new RegionSettings(
            1, -1, System.nanoTime(), hello.terms().outbound(), GROWING, Reservation.FULL);
    region = Region.create(endpoint.regionPath(1), settings, FileMode.ownerOnly());
    Terms mine = new Terms(GROWING, 1 << 20, 1 << 24, Reservation.FULL, true, false);
    peer.send(new Welcome(ProtocolVersion.MAJOR, ProtocolVersion.MINOR, 0, settings, mine));
    assertInstanceOf(Attached.class, peer.next());
    return client.get(20, TimeUnit.SECONDS);
  }
}
