package io.ranvier.call;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.metadata.MetadataCodec;
import io.ranvier.metadata.MetadataLimits;

/**
 * What stands in front of a request or a reply that needs more than its frame or slot says.
 *
 * <pre>
 * bytes  meaning
 * 4      number of the virtual connection; 0 is the connection itself
 * 4      n, bytes of metadata, a multiple of 8; 0 is no metadata
 * n      metadata
 * rest   the payload proper
 * </pre>
 *
 * <p>Threads: one at a time. Reads of a peer's envelope are of one word each, and checked.
 */
public final class Envelope {
  private static final int HEAD_BYTES = 8;

  private int connectionId;
  private int metadataBytes;

  /** Makes an envelope of nothing. */
  public Envelope() {}

  /** Returns how many bytes stand in front of a payload; 0 when no envelope is needed. */
  public static int bytesFor(int connectionId, Metadata metadata) {
    if (connectionId == 0 && metadata.isEmpty()) {
      return 0;
    }
    return HEAD_BYTES + (metadata.isEmpty() ? 0 : MetadataCodec.encodedBytes(metadata));
  }

  /** Writes an envelope to the begin of a buffer; {@link #bytesFor} says how long it gets. */
  public static void write(SegmentBuffer target, int connectionId, Metadata metadata) {
    target.putInt(0, connectionId);
    int bytes = metadata.isEmpty() ? 0 : MetadataCodec.encode(metadata, target, HEAD_BYTES);
    target.putInt(4, bytes);
  }

  /**
   * Reads the head of what a peer wrote.
   *
   * @return how many bytes stand in front of the payload
   * @throws RanvierException PROTOCOL_ERROR when it is no envelope
   */
  public int open(SegmentBuffer source) {
    int capacity = source.capacity();
    int id = capacity < HEAD_BYTES ? -1 : source.getInt(0);
    int bytes = id < 0 ? -1 : source.getInt(4);
    if (bytes < 0 || bytes > capacity - HEAD_BYTES) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "envelope refused: connection=%d, metadataBytes=%d, lengthBytes=%d"
              .formatted(id, bytes, capacity));
    }
    connectionId = id;
    metadataBytes = bytes;
    return HEAD_BYTES + bytes;
  }

  /** Takes over what another envelope has read: nothing is read again. */
  public void set(Envelope read) {
    connectionId = read.connectionId;
    metadataBytes = read.metadataBytes;
  }

  /** Returns how many bytes stand in front of the payload. */
  public int bytes(boolean present) {
    return present ? HEAD_BYTES + metadataBytes : 0;
  }

  /** Empties the envelope: what comes has none. */
  public void clear() {
    connectionId = 0;
    metadataBytes = 0;
  }

  /** Returns the number of the virtual connection that was read. */
  public int connectionId() {
    return connectionId;
  }

  /**
   * Reads the metadata.
   *
   * @param source the payload proper, right behind the envelope
   * @throws RanvierException PROTOCOL_ERROR when it is no metadata, or more than the limits allow
   */
  public Metadata metadata(SegmentBuffer source, MetadataLimits limits) {
    if (metadataBytes == 0) {
      return Metadata.empty();
    }
    SegmentBuffer block =
        new SegmentBuffer(source.segment(), source.segmentOffset() - metadataBytes, metadataBytes);
    return MetadataCodec.decode(block, 0, metadataBytes, limits);
  }
}
