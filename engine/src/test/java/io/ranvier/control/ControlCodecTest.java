package io.ranvier.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ranvier.control.ControlMessage.Attached;
import io.ranvier.control.ControlMessage.Bye;
import io.ranvier.control.ControlMessage.CallSlotsOffered;
import io.ranvier.control.ControlMessage.CallSlotsReady;
import io.ranvier.control.ControlMessage.CallSlotsRefused;
import io.ranvier.control.ControlMessage.CallSlotsWanted;
import io.ranvier.control.ControlMessage.Draining;
import io.ranvier.control.ControlMessage.ExtentDropped;
import io.ranvier.control.ControlMessage.ExtentOffered;
import io.ranvier.control.ControlMessage.ExtentReady;
import io.ranvier.control.ControlMessage.ExtentRefused;
import io.ranvier.control.ControlMessage.ExtentRetired;
import io.ranvier.control.ControlMessage.ExtentWanted;
import io.ranvier.control.ControlMessage.Finished;
import io.ranvier.control.ControlMessage.Hello;
import io.ranvier.control.ControlMessage.Ping;
import io.ranvier.control.ControlMessage.Pong;
import io.ranvier.control.ControlMessage.Rejected;
import io.ranvier.control.ControlMessage.Welcome;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.lane.ChannelOptions;
import io.ranvier.lane.LaneOptions;
import io.ranvier.memory.Reservation;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.payload.PayloadClass;
import io.ranvier.payload.PayloadInbox;
import io.ranvier.region.RegionSettings;
import io.ranvier.routing.CallOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ControlCodecTest {
  private static final PayloadClass CLASS = new PayloadClass(4096, 3);
  private static final LaneOptions MOST =
      new LaneOptions(
          64,
          31,
          Collections.nCopies(LaneOptions.MAX_CLASSES, CLASS),
          new CallOptions(9, 11, 64, 10, MetadataLimits.defaults().withMaxEntries(3)),
          new ChannelOptions(3, 32, 1L << 33));
  private static final Terms TERMS =
      new Terms(MOST, 1 << 20, 1L << 40, Reservation.ON_FIRST_LEASE, true, false);
  private static final RegionSettings REGION =
      new RegionSettings(7, -1, 99, MOST, LaneOptions.defaults(), Reservation.FULL);

  /** Every kind of message, the longest of its kind. */
  static Stream<ControlMessage> messages() {
    return Stream.of(
        new Hello(1, 2, 3, 4, -5, 6, TERMS),
        new Welcome(1, 2, 3, REGION, TERMS),
        new Rejected(ErrorCode.LIMIT_EXCEEDED, "weil die Grenze überschritten ist"),
        new Attached(),
        new ExtentWanted(CLASS),
        new ExtentOffered(true, 17, CLASS),
        new ExtentReady(0),
        new ExtentRefused("no room"),
        new ExtentRetired(false, 3),
        new ExtentDropped(true, 3),
        new Finished(),
        new Draining(),
        new Ping(Long.MIN_VALUE),
        new Pong(-1),
        new Bye(ErrorCode.CONNECTION_CLOSED, ""),
        new CallSlotsWanted(1),
        new CallSlotsOffered(true, 2),
        new CallSlotsReady(3),
        new CallSlotsRefused("no room"));
  }

  @ParameterizedTest(name = "message type {index}")
  @MethodSource("messages")
  void readsWhatItWrote(ControlMessage message) {
    assertEquals(message, decode(type(message), body(message)));
  }

  @ParameterizedTest(name = "message type {index}")
  @MethodSource("messages")
  @DisplayName("L9: refuses a body that ends anywhere before its last field")
  void refusesBodyCutShort(ControlMessage message) {
    byte[] whole = body(message);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(RuntimeException.class, () -> decode(type(message), cut), "length " + length);
    }
  }

  @ParameterizedTest(name = "message type {index}")
  @MethodSource("messages")
  @DisplayName("L12: ignores what a later minor version adds behind the known fields")
  void ignoresTrailingBytes(ControlMessage message) {
    byte[] whole = body(message);
    byte[] longer = Arrays.copyOf(whole, whole.length + 40);
    longer[whole.length] = 77;
    assertEquals(message, decode(type(message), longer));
  }

  @ParameterizedTest(name = "message type {index}")
  @MethodSource("messages")
  @DisplayName("L9: answers random bytes with a message or an exception, and nothing else")
  void survivesRandomBodies(ControlMessage message) {
    Random random = new Random(type(message));
    byte[] whole = body(message);
    for (int round = 0; round < 500 && whole.length > 0; round++) {
      byte[] bent = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bent[random.nextInt(bent.length)] = (byte) random.nextInt();
      }
      decodeOrRefuse(type(message), bent);
    }
  }

  @Test
  void cutsALongTextBetweenTwoCharacters() {
    for (String character : new String[] {"x", "é", "€", "😀"}) {
      int bytes = character.getBytes(StandardCharsets.UTF_8).length;
      for (int before = 0; before < 4; before++) {
        String begin = "x".repeat(before);
        ControlMessage cut = decode(8, body(new ExtentRefused(begin + character.repeat(1024))));
        int kept = (1024 - before) / bytes;
        assertEquals(new ExtentRefused(begin + character.repeat(kept)), cut);
      }
    }
  }

  @Test
  @DisplayName("L12: skips messages of types that later versions may add")
  void skipsUnknownTypes() {
    for (int type : new int[] {20, 21, 100, 127, -1, -128}) {
      assertNull(decode(type, new byte[] {1, 2, 3}));
    }
  }

  @Test
  void readsAnErrorCodeOfALaterVersionAsProtocolError() {
    byte[] body = body(new Rejected(ErrorCode.IO_FAILURE, "x"));
    body[0] = 120;
    assertEquals(new Rejected(ErrorCode.PROTOCOL_ERROR, "x"), decode(3, body));
  }

  @Test
  void cutsExplanationsToWhatABodyHolds() {
    Bye bye = new Bye(ErrorCode.PROTOCOL_ERROR, "ü".repeat(10_000));
    ByteBuffer bytes = BodyWriter.encode(bye);
    assertTrue(bytes.remaining() <= ControlCodec.HEADER_BYTES + ControlCodec.MAX_BODY_BYTES);
    String kept = ((Bye) decode(type(bye), body(bye))).reason();
    assertEquals("ü".repeat(512), kept);
  }

  @Test
  @DisplayName("L9: refuses numbers that no array of a connection can have")
  void refusesIndexOutOfRange() {
    int least = PayloadInbox.MAX_ARRAYS - LaneOptions.MAX_CLASSES;
    for (int index : new int[] {-1, least, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      byte[] body = body(new ExtentReady(index));
      RanvierException refusal = assertThrows(RanvierException.class, () -> decode(7, body));
      assertEquals(ErrorCode.PROTOCOL_ERROR, refusal.code());
      assertTrue(refusal.getMessage().contains("index"), refusal.getMessage());
    }
  }

  private static void decodeOrRefuse(int type, byte[] body) {
    try {
      ControlMessage ignored = decode(type, body);
    } catch (RuntimeException e) {
      // The channel takes any of them for a refusal.
    }
  }

  private static ControlMessage decode(int type, byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    return ControlCodec.decode(type, new BodyReader(bytes));
  }

  private static int type(ControlMessage message) {
    return ControlCodec.type(message);
  }

  private static byte[] body(ControlMessage message) {
    ByteBuffer bytes = BodyWriter.encode(message);
    assertEquals(type(message), bytes.get(0));
    assertEquals(bytes.remaining() - ControlCodec.HEADER_BYTES, bytes.getShort(2) & 0xFFFF);
    byte[] body = new byte[bytes.remaining() - ControlCodec.HEADER_BYTES];
    bytes.get(ControlCodec.HEADER_BYTES, body);
    return body;
  }
}
