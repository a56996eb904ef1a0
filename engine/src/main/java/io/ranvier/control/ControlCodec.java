package io.ranvier.control;

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
import io.ranvier.memory.ProtocolVersion;

/**
 * The bytes of control messages, little-endian.
 *
 * <pre>
 * doorbell   1 byte: 0
 * message    1 byte type (1 to 19), 1 byte 0, 2 bytes body length, body
 * </pre>
 *
 * <p>The fields of a body follow each other in the order of the record's components.
 */
final class ControlCodec {
  /** Type of a doorbell, which has no header and no body. */
  static final byte DOORBELL = 0;

  static final int HEADER_BYTES = 4;
  static final int MAX_BODY_BYTES = 4096;

  private ControlCodec() {}

  static int type(ControlMessage message) {
    return switch (message) {
      case Hello _ -> 1;
      case Welcome _ -> 2;
      case Rejected _ -> 3;
      case Attached _ -> 4;
      case ExtentWanted _ -> 5;
      case ExtentOffered _ -> 6;
      case ExtentReady _ -> 7;
      case ExtentRefused _ -> 8;
      case ExtentRetired _ -> 9;
      case ExtentDropped _ -> 10;
      case Finished _ -> 11;
      case Bye _ -> 12;
      case Draining _ -> 13;
      case CallSlotsWanted _ -> 14;
      case CallSlotsOffered _ -> 15;
      case CallSlotsReady _ -> 16;
      case CallSlotsRefused _ -> 17;
      case Ping _ -> 18;
      case Pong _ -> 19;
    };
  }

  static void encodeBody(ControlMessage message, BodyWriter body) {
    switch (message) {
      case Hello hello -> {
        body.version(hello.major(), hello.minor(), hello.features());
        body.putLong(hello.requiredFeatures());
        body.putLong(hello.nonceHigh());
        body.putLong(hello.nonceLow());
        body.terms(hello.terms());
      }
      case Welcome welcome -> {
        body.version(welcome.major(), welcome.minor(), welcome.features());
        body.region(welcome.region());
        body.terms(welcome.terms());
      }
      case Rejected rejected -> body.reason(rejected.code(), rejected.reason());
      case ExtentWanted wanted -> body.payloadClass(wanted.payloadClass());
      case ExtentOffered offered -> {
        body.extent(offered.clientOwns(), offered.index());
        body.payloadClass(offered.payloadClass());
      }
      case ExtentReady ready -> body.putInt(ready.index());
      case ExtentRefused refused -> body.text(refused.reason());
      case ExtentRetired retired -> body.extent(retired.clientOwns(), retired.index());
      case ExtentDropped dropped -> body.extent(dropped.clientOwns(), dropped.index());
      case Bye bye -> body.reason(bye.code(), bye.reason());
      case CallSlotsWanted wanted -> body.putInt(wanted.number());
      case CallSlotsOffered offered -> body.extent(offered.clientOwns(), offered.number());
      case CallSlotsReady ready -> body.putInt(ready.number());
      case CallSlotsRefused refused -> body.text(refused.reason());
      case Ping ping -> body.putLong(ping.nonce());
      case Pong pong -> body.putLong(pong.nonce());
      case Attached _, Finished _, Draining _ -> {}
    }
  }

  /**
   * Decodes a body.
   *
   * @return null for a type that this version does not know
   * @throws RuntimeException when the body does not hold what its type promises
   */
  static ControlMessage decode(int type, BodyReader body) {
    return switch (type) {
      case 1 -> hello(body.getInt(), body);
      case 2 ->
          new Welcome(body.getInt(), body.getInt(), body.getLong(), body.region(), body.terms());
      case 3 -> new Rejected(body.code(), body.text());
      case 4 -> new Attached();
      case 5 -> new ExtentWanted(body.payloadClass());
      case 6 -> new ExtentOffered(body.flag(), body.index(), body.payloadClass());
      case 7 -> new ExtentReady(body.index());
      case 8 -> new ExtentRefused(body.text());
      case 9 -> new ExtentRetired(body.flag(), body.index());
      case 10 -> new ExtentDropped(body.flag(), body.index());
      case 11 -> new Finished();
      case 12 -> new Bye(body.code(), body.text());
      case 13 -> new Draining();
      case 14 -> new CallSlotsWanted(body.getInt());
      case 15 -> new CallSlotsOffered(body.flag(), body.getInt());
      case 16 -> new CallSlotsReady(body.getInt());
      case 17 -> new CallSlotsRefused(body.text());
      case 18 -> new Ping(body.getLong());
      case 19 -> new Pong(body.getLong());
      default -> null;
    };
  }

  private static Hello hello(int major, BodyReader body) {
    int minor = body.getInt();
    if (major != ProtocolVersion.MAJOR) {
      // The rest is of a version that this one cannot read; the major alone tells why it is
      // refused.
      return new Hello(major, minor, 0, 0, 0, 0, Terms.UNREADABLE);
    }
    return new Hello(
        major, minor, body.getLong(), body.getLong(), body.getLong(), body.getLong(), body.terms());
  }
}
