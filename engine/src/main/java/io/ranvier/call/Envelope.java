package io.ranvier.call;

import io.ranvier.buffer.SegmentBuffer;
import io.ranvier.channel.Channels;
import io.ranvier.channel.OfferedChannels;
import io.ranvier.channel.OpenedChannels;
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
 * 4      m, number of channels that are opened with the call
 * 4      0
 * 16 m   channels
 * n      metadata
 * rest   the payload proper
 * </pre>
 *
 * <p>Threads: one at a time. Reads of a peer's envelope are of one word each, and checked.
 */
public final class Envelope {
  private static final int HEAD_BYTES = 16;

  private int connectionId;
  private int metadataBytes;
  private int channelCount;
  private boolean opened;

  /** Makes an envelope of nothing. */
  public Envelope() {}

  /** Returns how many bytes stand in front of a payload; 0 when no envelope is needed. */
  public static int bytesFor(int connectionId, Metadata metadata) {
    return connectionId == 0 && metadata.isEmpty() ? 0 : bytesFor(metadata, 0);
  }

  /** Returns how many bytes stand in front of the payload of a call that opens channels. */
  static int bytesFor(Metadata metadata, int channelBytes) {
    int metadataBytes = metadata.isEmpty() ? 0 : MetadataCodec.encodedBytes(metadata);
    return HEAD_BYTES + channelBytes + metadataBytes;
  }

  /** Writes an envelope to the begin of a buffer; {@link #bytesFor} says how long it gets. */
  public static void write(SegmentBuffer target, int connectionId, Metadata metadata) {
    write(target, connectionId, metadata, 0, 0);
  }

  private static void write(
      SegmentBuffer target, int connectionId, Metadata metadata, int channels, int channelBytes) {
    int place = HEAD_BYTES + channelBytes;
    int bytes = metadata.isEmpty() ? 0 : MetadataCodec.encode(metadata, target, place);
    target.putInt(0, connectionId);
    target.putInt(4, bytes);
    target.putInt(8, channels);
    target.putInt(12, 0);
  }

  /** Writes the envelope of a call that opens channels. */
  static void write(
      SegmentBuffer target, int connectionId, Metadata metadata, OpenedChannels channels) {
    write(target, connectionId, metadata, channels.count(), channels.encodedBytes());
    channels.write(target, HEAD_BYTES);
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
    int channels = bytes < 0 ? -1 : source.getInt(8);
    boolean countable = channels >= 0 && channels <= OpenedChannels.MAX_CHANNELS;
    int channelBytes = countable ? OpenedChannels.encodedBytes(channels) : Integer.MAX_VALUE;
    if (bytes < 0 || (long) channelBytes + bytes > capacity - HEAD_BYTES) {
      throw new RanvierException(
          ErrorCode.PROTOCOL_ERROR,
          "envelope refused: connection=%d, metadataBytes=%d, channels=%d, lengthBytes=%d"
              .formatted(id, bytes, channels, capacity));
    }
    connectionId = id;
    metadataBytes = bytes;
    channelCount = channels;
    opened = true;
    return HEAD_BYTES + channelBytes + bytes;
  }

  /** Takes over what another envelope has read: nothing is read again. */
  public void set(Envelope read) {
    connectionId = read.connectionId;
    metadataBytes = read.metadataBytes;
    channelCount = read.channelCount;
    opened = read.opened;
  }

  /** Returns how many bytes stand in front of the payload. */
  public int bytes(boolean present) {
    return present ? HEAD_BYTES + OpenedChannels.encodedBytes(channelCount) + metadataBytes : 0;
  }

  /** Empties the envelope: what comes has none. */
  public void clear() {
    // Most have none, and none to forget.
    if (opened) {
      connectionId = 0;
      metadataBytes = 0;
      channelCount = 0;
      opened = false;
    }
  }

  /** Returns the number of channels that were read. */
  public int channelCount() {
    return channelCount;
  }

  /**
   * Takes the channels that were read.
   *
   * @param source what {@link #open} was given
   * @throws RanvierException PROTOCOL_ERROR when one of them cannot be
   */
  public OfferedChannels channels(SegmentBuffer source, Channels known) {
    return known.accept(source, HEAD_BYTES, channelCount);
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
