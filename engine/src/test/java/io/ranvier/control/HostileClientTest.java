package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.Connection;
import io.ranvier.connection.ConnectionEnd;
import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.control.ControlMessage.Finished;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.memory.ProtocolVersion;
import io.ranvier.payload.PayloadClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Says to a living server what no client of ours says; another client goes on unharmed. */
@Timeout(60)
final class HostileClientTest {
  private static final PayloadClass CLASS = new PayloadClass(4096, 4);

  private final AttackedServer attacked = new AttackedServer();
  private final RawPeer hostile = attacked.connect();

  @AfterEach
  void stop() throws IOException {
    try (attacked) {
      hostile.close();
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
    attacked.assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L9: a length beyond the limit is refused, and nothing of that size is allocated")
  void refusesOversizedLength() throws IOException {
    hostile.send(1, 0xFFFF, new byte[10]);
    assertRejected(ErrorCode.PROTOCOL_ERROR, "lengthBytes=65535");
    attacked.assertWitnessUnharmed();
  }

  @Test
  void forgetsAClientThatEndsInTheMiddleOfAMessage() throws IOException {
    hostile.send(1, 200, new byte[50]);
    hostile.close();
    attacked.assertWitnessUnharmed();
    assertEquals(1, attacked.connectionCount());
  }

  @Test
  void refusesAMessageOutOfTurn() throws IOException {
    hostile.send(new Attached());
    assertRejected(ErrorCode.PROTOCOL_ERROR, "Attached");
    attacked.assertWitnessUnharmed();
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
    attacked.assertNoRegionOf(2);
    attacked.assertWitnessUnharmed();
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
    try (RawPeer other = attacked.connect()) {
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
    ConnectionEnd drained = attacked.nextEnd();
    assertEquals(ErrorCode.CONNECTION_CLOSED, drained.code());

    try (RawPeer other = attacked.connect()) {
      other.attach(new Bye(ErrorCode.CONNECTION_CLOSED, "enough"));
      assertNull(other.next());
    }
    ConnectionEnd end = attacked.nextEnd();
    assertEquals(new ConnectionEnd(ErrorCode.CONNECTION_CLOSED, "enough", true), end);

    try (RawPeer third = attacked.connect()) {
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
    ConnectionEnd end = attacked.nextEnd();
    assertEquals(ErrorCode.PROTOCOL_ERROR, end.code());
    assertTrue(end.reason().contains("type=5"), end.reason());
    attacked.assertWitnessUnharmed();
    attacked.assertNoRegionOf(2);
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
    attacked.assertWitnessUnharmed();
  }

  @Test
  @DisplayName("L5: the connection of a client that does not read ends, also if it says nothing")
  void endsWhoDoesNotRead() throws Exception {
    hostile.attach();
    Connection served = attacked.served();
    for (int i = 0; i < 1 << 20 && served.end().isEmpty(); i++) {
      assertThrows(RanvierException.class, () -> served.ping(0));
    }
    ConnectionEnd end = attacked.nextEnd();
    assertEquals(ErrorCode.PEER_DIED, end.code(), end::toString);
    assertTrue(end.reason().contains("does not read"), end::toString);
    attacked.assertWitnessUnharmed();
  }

  private void assertRejected(ErrorCode code, String named) throws IOException {
    Rejected rejected = assertInstanceOf(Rejected.class, hostile.next());
    assertEquals(code, rejected.code(), rejected.reason());
    assertTrue(rejected.reason().contains(named), rejected.reason());
    assertNull(hostile.next());
  }
}
