package io.ranvier.control;

import io.ranvier.error.ErrorCode;
import io.ranvier.lane.LaneOptions;
import io.ranvier.metadata.MetadataLimits;
import io.ranvier.payload.PayloadClass;
import io.ranvier.region.RegionSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes one message: header and body. One thread. */
final class BodyWriter {
  /** Longer explanations are cut: a message must fit into its body. */
  private static final int MAX_TEXT_BYTES = 1024;

  private final ByteBuffer buffer =
      ByteBuffer.allocate(ControlCodec.HEADER_BYTES + ControlCodec.MAX_BODY_BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .position(ControlCodec.HEADER_BYTES);

  static ByteBuffer encode(ControlMessage message) {
    BodyWriter writer = new BodyWriter();
    ControlCodec.encodeBody(message, writer);
    ByteBuffer buffer = writer.buffer;
    buffer.put(0, (byte) ControlCodec.type(message));
    buffer.putShort(2, (short) (buffer.position() - ControlCodec.HEADER_BYTES));
    return buffer.flip();
  }

  void putInt(int value) {
    buffer.putInt(value);
  }

  void putLong(long value) {
    buffer.putLong(value);
  }

  void version(int major, int minor, long features) {
    buffer.putInt(major).putInt(minor).putLong(features);
  }

  void extent(boolean clientOwns, int index) {
    flag(clientOwns);
    buffer.putInt(index);
  }

  void flag(boolean value) {
    buffer.put((byte) (value ? 1 : 0));
  }

  void reason(ErrorCode code, String reason) {
    buffer.putInt(code.number());
    text(reason);
  }

  void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int kept = Math.min(bytes.length, MAX_TEXT_BYTES);
    // What follows the cut begins a character: half a one would read as a replacement character.
    while (kept < bytes.length && (bytes[kept] & 0xC0) == 0x80) {
      kept--;
    }
    buffer.putShort((short) kept).put(bytes, 0, kept);
  }

  void payloadClass(PayloadClass payloadClass) {
    buffer.putLong(payloadClass.slotBytes()).putInt(payloadClass.slotCount());
  }

  void lane(LaneOptions lane) {
    buffer.putInt(lane.ringCells()).putInt(lane.exclusiveRings());
    buffer.putInt(lane.payloadClasses().size());
    lane.payloadClasses().forEach(this::payloadClass);
    buffer.putInt(lane.calls().inFlight()).putInt(lane.calls().maxInFlight());
    buffer.putInt(lane.calls().slotReplyBytes()).putInt(lane.calls().served());
    MetadataLimits metadata = lane.calls().metadata();
    buffer.putInt(metadata.maxEntries()).putInt(metadata.maxKeyBytes());
    buffer.putInt(metadata.maxValueBytes()).putInt(metadata.maxTotalBytes());
    buffer.putInt(lane.channels().count()).putInt(lane.channels().ringCells());
    buffer.putLong(lane.channels().payloadBytes());
  }

  void terms(Terms terms) {
    lane(terms.outbound());
    buffer.putInt(terms.maxPayloadBytes()).putLong(terms.extentQuotaBytes());
    buffer.putInt(terms.reservation().ordinal());
    flag(terms.sleeps());
    flag(terms.canFence());
  }

  void region(RegionSettings region) {
    buffer.putLong(region.connectionId()).putLong(region.key()).putLong(region.epochNs());
    lane(region.clientToServer());
    lane(region.serverToClient());
    buffer.putInt(region.reservation().ordinal());
  }
}
