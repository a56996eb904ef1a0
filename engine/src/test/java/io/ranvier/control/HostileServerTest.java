package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.connection.ConnectionOptions;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.control.ControlMessage.Finished;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.endpoint.EndpointName;
import io.ranvier.endpoint.OwnedEndpoint;
import io.ranvier.endpoint.Root;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.LaneOptions;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.memory.FileMode;
import io.ranvier.memory.Janitor;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.memory.Reservation;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.Region;
import io.ranvier.region.RegionSettings;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Says to a client of ours what no server of ours says. */
@Timeout(60)
final class HostileServerTest {
  private static final EndpointName NAME = new EndpointName("trap");
  private static final PayloadClass CLASS = new PayloadClass(4096, 4);
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

  private final TestRoot directory = TestRoot.create();
  private final Root root = Root.openOrCreate(directory.path(), FileMode.ownerOnly());
  private final OwnedEndpoint endpoint =
      OwnedEndpoint.take(root, NAME, 0, MemorySegment.ofArray(new byte[0]));
  private Region region;
  private RawPeer peer;

  @AfterEach
  void close() throws IOException {
    try (directory) {
      if (peer != null) {
        peer.close();
      }
      if (region != null) {
        region.closeAndRemove();
      }
      endpoint.close();
    }
  }

  @Test
  void tellsTheUserWhyTheServerRefused() throws Exception {
    CompletableFuture<Connection> client = connect();
    greet();
    peer.send(new Rejected(ErrorCode.LIMIT_EXCEEDED, "no more today"));
    assertRefused(client, ErrorCode.LIMIT_EXCEEDED, "no more today");
  }

  @Test
  @DisplayName("L9: a server that speaks garbage in the handshake is a protocol error")
  void refusesGarbage() throws Exception {
    CompletableFuture<Connection> client = connect();
    greet();
    peer.send(2, 20, new byte[20]);
    assertRefused(client, ErrorCode.PROTOCOL_ERROR, "type=2");
  }

  @Test
  void refusesAMessageOutOfTurn() throws Exception {
    CompletableFuture<Connection> client = connect();
    greet();
    peer.send(new Finished());
    assertRefused(client, ErrorCode.PROTOCOL_ERROR, "Finished");
  }

  @Test
  void refusesMemoryThatWasNotAskedFor() throws Exception {
    CompletableFuture<Connection> client = connect();
    Hello hello = greet();
    LaneOptions other = LaneOptions.defaults().withRingCells(4096);
    peer.send(welcome(settings(other), hello.terms()));
    assertRefused(client, ErrorCode.PROTOCOL_ERROR, "other memory");
  }

  @Test
  @DisplayName("L2: a region that is not there, and one of another connection")
  void refusesARegionThatIsNotAsAnnounced() throws Exception {
    CompletableFuture<Connection> client = connect();
    Hello hello = greet();
    peer.send(welcome(settings(hello.terms().outbound()), hello.terms()));
    assertRefused(client, ErrorCode.ENDPOINT_STALE, "region-");
  }

  @Test
  void saysThatTheServerEndedInTheMiddle() throws Exception {
    CompletableFuture<Connection> client = connect();
    greet();
    peer.close();
    assertRefused(client, ErrorCode.ENDPOINT_STALE, "trap");
  }

  @Test
  @DisplayName("L5: a server that says nothing costs the time that the client allows, no more")
  void givesUpOnASilentServer() {
    ClientOptions impatient = options().withConnectTimeoutNs(200_000_000);
    RanvierException refusal =
        assertThrows(RanvierException.class, () -> Ranvier.connect(NAME.value(), impatient));
    assertEquals(ErrorCode.TIMED_OUT, refusal.code());
  }

  @Test
  @DisplayName("L9: a second Welcome ends the connection; nobody is left behind without an end")
  void endsOnASecondWelcome() throws Exception {
    CompletableFuture<Connection> client = connect();
    Welcome welcome = offer(greet());
    peer.send(welcome);
    peer.send(welcome);
    try (Connection connection = client.get(20, TimeUnit.SECONDS)) {
      int status = connection.receive(frame -> {}, 1, LONG_NS);
      assertEquals(Status.PROTOCOL_ERROR, status);
    } catch (ExecutionException e) {
      // Seen before the connection was open.
      assertEquals(ErrorCode.PROTOCOL_ERROR, ((RanvierException) e.getCause()).code());
    }
  }

  @Test
  @DisplayName("L7: what a server says as soon as a client is attached reaches the connection")
  void hearsWhatComesRightBehindAttached() throws Exception {
    CompletableFuture<Connection> client = connect();
    Welcome welcome = offer(greet());
    peer.send(welcome);
    assertInstanceOf(Attached.class, peer.next());
    peer.send(new Finished());
    try (Connection connection = client.get(20, TimeUnit.SECONDS)) {
      assertEquals(Status.CLOSED, connection.receive(frame -> {}, 1, LONG_NS));
      assertTrue(connection.end().isEmpty());
    }
  }

  @Test
  @DisplayName("L9: a client maps no extent that it has not asked for")
  void refusesAnExtentNobodyAskedFor() throws Exception {
    try (Connection client = open()) {
      peer.send(new ExtentOffered(true, 0, CLASS));
      assertEquals(Status.PROTOCOL_ERROR, client.receive(frame -> {}, 1, LONG_NS));
      ConnectionEnd end = client.end().orElseThrow();
      assertEquals(ErrorCode.PROTOCOL_ERROR, end.code());
      assertTrue(end.reason().contains("ExtentOffered"), end.reason());
    }
  }

  @Test
  @DisplayName("L2: an extent whose file is missing is refused, and offered again later")
  void refusesAnExtentWithoutAFile() throws Exception {
    try (Connection client = open();
        Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined()) {
      peer.send(new ExtentOffered(false, 0, CLASS));
      assertInstanceOf(ExtentRefused.class, peer.next());
      MemorySegment payload = arena.allocate(1 << 17);
      assertEquals(Status.NO_PAYLOAD_SLOT, out.trySend(1, payload, 0, 1 << 17));
      ExtentWanted wanted = assertInstanceOf(ExtentWanted.class, peer.next());
      peer.send(new ExtentOffered(true, 0, wanted.payloadClass()));
      // What it cannot map it gives back, so that the server does not keep it.
      assertEquals(new ExtentRetired(true, 0), peer.next());
      peer.send(new ExtentDropped(true, 0));
      assertTrue(client.end().isEmpty());
    }
  }

  // verifies S7
  @Test
  @DisplayName(
      "S7: who waits for an extent is told of the end that took its file away, of no refusal")
  void hearsOfTheEndBeforeTheFileIsMissed() throws Exception {
    try (Connection client = open();
        Sender out = client.sharedSender();
        Arena arena = Arena.ofConfined();
        HeldThread janitor = new HeldThread(Janitor.shared()::execute)) {
      MemorySegment payload = arena.allocate(1 << 17);
      assertEquals(Status.NO_PAYLOAD_SLOT, out.trySend(1, payload, 0, 1 << 17));
      ExtentWanted wanted = assertInstanceOf(ExtentWanted.class, peer.next());
      peer.send(new ExtentOffered(true, 0, wanted.payloadClass()));
      // The pong comes behind what the client made of the offer.
      peer.send(new Ping(1));
      assertEquals(new Pong(1), peer.next());
      try (HeldThread _ = new HeldThread(Housekeeper.shared()::execute)) {
        peer.send(new Bye(ErrorCode.CONNECTION_CLOSED, "closed by the peer"));
        janitor.release();
        assertEquals(new ExtentRetired(true, 0), peer.next());
        assertEquals(Status.NO_PAYLOAD_SLOT, out.trySend(1, payload, 0, 1 << 17));
      }
      assertEquals(Status.CLOSED, out.send(1, payload, 0, 1 << 17, LONG_NS));
    }
  }

  private Connection open() throws Exception {
    CompletableFuture<Connection> client = connect();
    Welcome welcome = offer(greet());
    peer.send(welcome);
    assertInstanceOf(Attached.class, peer.next());
    return client.get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<Connection> connect() {
    Supplier<Connection> task = () -> Ranvier.connect(NAME.value(), options());
    return CompletableFuture.supplyAsync(task, run -> Thread.ofPlatform().daemon().start(run));
  }

  private ClientOptions options() {
    return ClientOptions.defaults()
        .withRoot(directory.path())
        .withConnection(ConnectionOptions.defaults())
        .withConnectTimeoutNs(LONG_NS);
  }

  private Hello greet() throws IOException {
    peer = new RawPeer(endpoint.serverSocket().accept(), endpoint.identity());
    return assertInstanceOf(Hello.class, peer.next());
  }

  /** Creates the region that the client asks for. */
  private Welcome offer(Hello hello) {
    RegionSettings settings = settings(hello.terms().outbound());
    region = Region.create(endpoint.regionPath(1), settings, FileMode.ownerOnly());
    return welcome(settings, hello.terms());
  }

  private static RegionSettings settings(LaneOptions clientToServer) {
    return new RegionSettings(
        1, -1, System.nanoTime(), clientToServer, LaneOptions.defaults(), Reservation.FULL);
  }

  private static Welcome welcome(RegionSettings settings, Terms client) {
    Terms server =
        new Terms(
            LaneOptions.defaults(),
            client.maxPayloadBytes(),
            client.extentQuotaBytes(),
            Reservation.FULL,
            true,
            false);
    return new Welcome(ProtocolVersion.MAJOR, ProtocolVersion.MINOR, 0, settings, server);
  }

  private static void assertRefused(
      CompletableFuture<Connection> client, ErrorCode code, String named) {
    var failure = assertThrows(ExecutionException.class, () -> client.get(20, TimeUnit.SECONDS));
    RanvierException refusal = assertInstanceOf(RanvierException.class, failure.getCause());
    assertEquals(code, refusal.code(), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
  }
}
