package io.ranvier.control;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of one message and checks what it reads: ranges here, geometries in the
 * constructors of the records. One thread.
 */
final class BodyReader {
  private final ByteBuffer body;

  /**
   * @param body little-endian, from position to limit
   */
  BodyReader(ByteBuffer body) {
    this.body = body;
  }

  int getInt() {
    return body.getInt();
  }

  long getLong() {
    return body.getLong();
  }

  boolean flag() {
    return body.get() != 0;
  }

  /** Reads the number of an extent. */
  int index() {
    return inRange(
        "index", body.getInt(), 0, PayloadInbox.MAX_ARRAYS - 1 - LaneOptions.MAX_CLASSES);
  }

  ErrorCode code() {
    return ErrorCode.of(body.getInt());
  }

  String text() {
    byte[] bytes = new byte[inRange("text", body.getShort() & 0xFFFF, 0, body.remaining())];
    body.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  PayloadClass payloadClass() {
    return new PayloadClass(body.getLong(), body.getInt());
  }

  LaneOptions lane() {
    int ringCells = body.getInt();
    int exclusiveRings = body.getInt();
    int classes = inRange("payloadClasses", body.getInt(), 0, LaneOptions.MAX_CLASSES);
    List<PayloadClass> payloadClasses = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      payloadClasses.add(payloadClass());
    }
    CallOptions calls =
        new CallOptions(
            body.getInt(), body.getInt(), body.getInt(), body.getInt(), metadataLimits());
    ChannelOptions channels = new ChannelOptions(body.getInt(), body.getInt(), body.getLong());
    return new LaneOptions(ringCells, exclusiveRings, payloadClasses, calls, channels);
  }

  private MetadataLimits metadataLimits() {
    return new MetadataLimits(body.getInt(), body.getInt(), body.getInt(), body.getInt());
  }

  Terms terms() {
    LaneOptions outbound = lane();
    int maxPayloadBytes = inRange("maxPayloadBytes", body.getInt(), 0, Integer.MAX_VALUE);
    long extentQuotaBytes = Math.max(0, body.getLong());
    return new Terms(outbound, maxPayloadBytes, extentQuotaBytes, reservation(), flag(), flag());
  }

  RegionSettings region() {
    return new RegionSettings(
        body.getLong(), body.getLong(), body.getLong(), lane(), lane(), reservation());
  }

  private Reservation reservation() {
    Reservation[] known = Reservation.values();
    return known[inRange("reservation", body.getInt(), 0, known.length - 1)];
  }

  private static int inRange(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "message refused: field=%s, value=%d, allowed=%d to %d; the peer is not of this protocol"
              .formatted(field, value, least, most));
    }
    return value;
  }
}
