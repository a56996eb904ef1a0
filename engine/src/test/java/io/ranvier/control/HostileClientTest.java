package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.ClientOptions;
import io.ranvier.Connection;
import io.ranvier.Ranvier;
import io.ranvier.Server;
import io.ranvier.ServerOptions;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.control.ControlMessage.Finished;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.Sender;
import io.ranvier.lane.Status;
import io.ranvier.memory.Janitor;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.payload.PayloadClass;
import io.ranvier.testing.TestRoot;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Says to a living server what no client of ours says; another client goes on unharmed. */
@Timeout(60)
final class HostileClientTest {
  private static final PayloadClass CLASS = new PayloadClass(4096, 4);

  private final TestRoot root = TestRoot.create();
  private final BlockingQueue<ConnectionEnd> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<Connection> clients = new LinkedBlockingQueue<>();
  private Server server;
  private Connection witness;
  private RawPeer hostile;

  @BeforeEach
  void start() {
    server =
        Ranvier.listen("echo", ServerOptions.defaults().withRoot(root.path()))
            .onConnection(client -> {
              client.onEnd(ends::add);
              clients.add(client);
              Sender out = client.sharedSender();
              return frame -> out.trySend(frame.method(), frame.payload());
            })
            .start();
    witness = Ranvier.connect("echo", ClientOptions.defaults().withRoot(root.path()));
    hostile = RawPeer.connect(root.path(), "echo");
  }

  @AfterEach
  void stop() throws IOException {
    try (root) {
      hostile.close();
      witness.close();
      server.close();
      assertTrue(Files.notExists(root.resolve("echo")), "nothing stays behind");
    }
  }

  @Test
  @DisplayName("L9: random bytes instead of a Hello are answered with a protocol error")
  void refusesGarbageBeforeTheHandshake() throws IOException {
    byte[] garbage = new byte[4096];
    new Random(5).nextBytes(garbage);
    // A Hello of this version whose body ends too early.
    System.arraycopy(new byte[] {1, 0, 8, 0, ProtocolVersion.MAJOR, 0, 0, 0}, 0, garbage, 0, 8);
    hostile.send(ByteBuffer.wrap(garbage));
    assertRejected(ErrorCode.PROTOCOL_ERROR, "type=1");
    assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L9: a length beyond the limit is refused, and nothing of that size is allocated")
  void refusesOversizedLength() throws IOException {
    hostile.send(1, 0xFFFF, new byte[10]);
    assertRejected(ErrorCode.PROTOCOL_ERROR, "lengthBytes=65535");
    assertWitnessUnharmed();
  }

  @Test
  void forgetsAClientThatEndsInTheMiddleOfAMessage() throws IOException {
    hostile.send(1, 200, new byte[50]);
    hostile.close();
    assertWitnessUnharmed();
    assertEquals(1, server.connectionCount());
  }

  @Test
  void refusesAMessageOutOfTurn() throws IOException {
    hostile.send(new Attached());
    assertRejected(ErrorCode.PROTOCOL_ERROR, "Attached");
    assertWitnessUnharmed();
  }

  @Test
  void refusesASecondHello() throws IOException {
    hostile.send(hostile.hello());
    hostile.send(hostile.hello());
    ControlMessage answer = hostile.next();
    if (answer instanceof Welcome) {
      answer = hostile.next();
    }
    assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(Rejected.class, answer).code());
    assertNoRegionOf(2);
    assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L2: another major version in the Hello is refused as such")
  void refusesAnotherMajorVersion() throws IOException {
    hostile.send(hostile.hello(ProtocolVersion.MAJOR + 1, 0, 0));
    assertRejected(ErrorCode.VERSION_MISMATCH, "version " + (ProtocolVersion.MAJOR + 1));
  }

  @Test
  @DisplayName("L12: a client that needs an unknown feature is refused, one that offers it is not")
  void refusesAnUnknownFeature() throws IOException {
    hostile.send(hostile.hello(ProtocolVersion.MAJOR, 1L << 60, 1L << 60));
    assertRejected(ErrorCode.FEATURE_MISSING, "0x1000000000000000");
    try (RawPeer other = RawPeer.connect(root.path(), "echo")) {
      other.send(other.hello(ProtocolVersion.MAJOR, 1L << 60, 0));
      assertInstanceOf(Welcome.class, other.next());
    }
  }

  @Test
  @DisplayName("L7: what comes in one piece with Attached is for the connection, and not lost")
  void hearsWhatComesRightBehindAttached() throws Exception {
    hostile.attach(new Finished());
    assertInstanceOf(Bye.class, hostile.next(), "the server closes a connection that is drained");
    // Taken before there may be another: who ends a connection tells listeners after the Bye.
    ConnectionEnd drained = ends.poll(20, TimeUnit.SECONDS);
    assertEquals(ErrorCode.CONNECTION_CLOSED, drained.code());

    try (RawPeer other = RawPeer.connect(root.path(), "echo")) {
      other.attach(new Bye(ErrorCode.CONNECTION_CLOSED, "enough"));
      assertNull(other.next());
    }
    ConnectionEnd end = ends.poll(20, TimeUnit.SECONDS);
    assertEquals(new ConnectionEnd(ErrorCode.CONNECTION_CLOSED, "enough", true), end);

    try (RawPeer third = RawPeer.connect(root.path(), "echo")) {
      third.attach(new ExtentWanted(CLASS));
      assertEquals(new ExtentOffered(true, 0, CLASS), third.next());
    }
  }

  @Test
  @DisplayName("L9: garbage on an open connection ends it with a protocol error, not as a death")
  void endsAnOpenConnectionThatSpeaksGarbage() throws Exception {
    hostile.attach();
    hostile.send(5, 3, new byte[3]);
    assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(Bye.class, hostile.next()).code());
    assertNull(hostile.next());
    ConnectionEnd end = ends.poll(20, TimeUnit.SECONDS);
    assertEquals(ErrorCode.PROTOCOL_ERROR, end.code());
    assertTrue(end.reason().contains("type=5"), end.reason());
    assertWitnessUnharmed();
    assertNoRegionOf(2);
  }

  @Test
  void refusesWhatOnlyAServerSays() throws IOException {
    hostile.attach();
    hostile.send(new ExtentOffered(false, 0, CLASS));
    assertEquals(ErrorCode.PROTOCOL_ERROR, assertInstanceOf(Bye.class, hostile.next()).code());
  }

  @Test
  @DisplayName("L12: unknown messages and doorbells are skipped, however many")
  void skipsUnknownMessagesAndDoorbells() throws IOException {
    hostile.attach();
    ByteBuffer flood = ByteBuffer.allocate(200_000);
    while (flood.remaining() > 20) {
      flood.put(new byte[] {99, 0, 5, 0, 1, 2, 3, 4, 5, 0, 0, 0});
    }
    hostile.send(flood.flip());
    hostile.send(new ExtentWanted(CLASS));
    assertEquals(new ExtentOffered(true, 0, CLASS), hostile.next());
    assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L9: answers about extents that were never asked for change nothing")
  void ignoresAnswersNobodyAskedFor() throws IOException {
    hostile.attach();
    hostile.send(new ExtentReady(3));
    hostile.send(new ExtentDropped(false, 3));
    hostile.send(new ExtentRetired(true, 3));
    hostile.send(new ExtentRefused("no"));
    hostile.send(new ExtentWanted(CLASS));
    assertEquals(new ExtentOffered(true, 0, CLASS), hostile.next());
    assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L9: a client that asks for tiny extents gets a limited number of them")
  void limitsTheNumberOfExtents() throws IOException {
    PayloadClass tiny = new PayloadClass(64, 1);
    hostile.attach();
    for (int i = 0; i < 1024; i++) {
      hostile.send(new ExtentWanted(tiny));
      assertEquals(new ExtentOffered(true, i, tiny), hostile.next());
    }
    hostile.send(new ExtentWanted(tiny));
    ExtentRefused refused = assertInstanceOf(ExtentRefused.class, hostile.next());
    assertTrue(refused.reason().contains("extents=1024"), refused.reason());
    assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L9: a refusal of an extent that is not offered yet changes nothing")
  void ignoresARefusalBeforeTheOffer() throws Exception {
    hostile.attach();
    assertEquals(witness.id(), clients.take().id());
    Connection served = clients.take();
    CountDownLatch held = new CountDownLatch(1);
    Janitor.shared().execute(() -> awaitUninterrupted(held));
    try (Sender sender = served.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment large = arena.allocate(1 << 20);
      assertEquals(Status.NO_PAYLOAD_SLOT, sender.trySend(1, large, 0, 1 << 20));
      hostile.send(new ExtentRefused("no"));
      hostile.send(new Ping(7));
      assertEquals(new Pong(7), hostile.next());
      held.countDown();
      ExtentOffered offered = assertInstanceOf(ExtentOffered.class, hostile.next());
      hostile.send(new ExtentReady(offered.index()));
      hostile.send(new Ping(8));
      assertEquals(new Pong(8), hostile.next());
      assertTrue(sender.trySend(1, large, 0, 1 << 20) >= 0);
    } finally {
      held.countDown();
    }
    assertWitnessUnharmed();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("L9: a client that asks for the next extent before it was answered is refused")
  void refusesAFloodOfWishes() throws IOException {
    hostile.attach();
    ByteBuffer flood = ByteBuffer.allocate(1 << 20);
    ByteBuffer wish = BodyWriter.encode(new ExtentWanted(CLASS));
    while (flood.remaining() >= wish.limit()) {
      flood.put(wish.rewind());
    }
    try {
      hostile.send(flood.flip());
    } catch (IOException e) {
      // The server hung up in the middle.
    }
    // It hangs up, with or without a word: who does not read may have no room for one.
    boolean said = false;
    for (ControlMessage next = hostile.next(); next != null; next = hostile.next()) {
      assertFalse(said, "nothing comes behind the last word: " + next);
      said = next instanceof Bye;
    }
    assertWitnessUnharmed();
    assertNoRegionOf(2);
  }

  @Test
  @DisplayName("L5: the connection of a client that does not read ends, also if it says nothing")
  void endsWhoDoesNotRead() throws Exception {
    hostile.attach();
    assertEquals(witness.id(), clients.take().id());
    Connection served = clients.take();
    for (int i = 0; i < 1 << 20 && served.end().isEmpty(); i++) {
      assertThrows(RanvierException.class, () -> served.ping(0));
    }
    ConnectionEnd end = ends.poll(20, TimeUnit.SECONDS);
    assertEquals(ErrorCode.PEER_DIED, end.code(), end::toString);
    assertTrue(end.reason().contains("does not read"), end::toString);
    assertWitnessUnharmed();
  }

  @Test
  @DisplayName("C8: extents beyond the agreed quota are refused")
  void refusesExtentsBeyondTheQuota() throws IOException {
    hostile.attach();
    hostile.send(new ExtentWanted(new PayloadClass(1 << 20, 1 << 20)));
    ExtentRefused refused = assertInstanceOf(ExtentRefused.class, hostile.next());
    assertTrue(refused.reason().contains("quotaBytes=" + (1 << 24)), refused.reason());
    hostile.send(new ExtentWanted(CLASS));
    assertEquals(new ExtentOffered(true, 0, CLASS), hostile.next());
  }

  @Test
  @DisplayName("L9: a hostile client can give an extent back only once")
  void dropsARetiredExtentOnce() throws IOException {
    hostile.attach();
    hostile.send(new ExtentWanted(CLASS));
    assertEquals(new ExtentOffered(true, 0, CLASS), hostile.next());
    hostile.send(new ExtentRetired(true, 0));
    assertEquals(new ExtentDropped(true, 0), hostile.next());
    // Of an extent that is not there any more nothing is to be dropped.
    hostile.send(new ExtentRetired(true, 0));
    hostile.send(new ExtentWanted(CLASS));
    ControlMessage answer = hostile.next();
    if (answer instanceof ExtentDropped) {
      answer = hostile.next();
    }
    assertEquals(new ExtentOffered(true, 0, CLASS), answer);
  }

  private void assertRejected(ErrorCode code, String named) throws IOException {
    Rejected rejected = assertInstanceOf(Rejected.class, hostile.next());
    assertEquals(code, rejected.code(), rejected.reason());
    assertTrue(rejected.reason().contains(named), rejected.reason());
    assertNull(hostile.next());
  }

  private void assertWitnessUnharmed() {
    try (Sender out = witness.sharedSender();
        Arena arena = Arena.ofConfined()) {
      MemorySegment payload = arena.allocate(100);
      assertTrue(out.send(9, payload, 0, 100, TimeUnit.SECONDS.toNanos(20)) >= 0);
      int got = witness.receive(frame -> {}, 1, TimeUnit.SECONDS.toNanos(20));
      assertEquals(1, got);
    }
  }

  /** Waits until the files of a connection are gone. */
  private void assertNoRegionOf(long id) throws IOException {
    String prefix = "region-%016x".formatted(id);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (files().stream().anyMatch(name -> name.startsWith(prefix))) {
      assertTrue(System.nanoTime() < deadline, () -> "still there: " + prefix);
      Thread.onSpinWait();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("echo"))) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }
}
